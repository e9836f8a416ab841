import { randomUUID } from 'node:crypto'
import { it } from '@jest/globals'
import { type Conditions, startStandIn } from '../stand-in/index.js'
import type { Opened } from '../support/opened.js'
import { freePort } from './ports.js'

const given = process.env['EVENTSTORE_TEST_URL']

/** A test that kills the log or looks into its files: skipped where EVENTSTORE_TEST_URL names a server, which is not ours. */
export const itWithOurLog: typeof it.skip = given ? it.skip : it

export interface LogForTests {
  readonly url: string
  /** Undefined: the server is not ours. SIGKILL; answers how to start it again. */
  readonly kill: (() => Promise<() => Promise<void>>) | undefined
  /** Of the server that runs now. Undefined: the server is not ours. */
  readonly conditions: () => Conditions | undefined
}

/** An empty log: a stand-in of its own, or with EVENTSTORE_TEST_URL set a new namespace on that server. */
export async function newLog(opened: Opened, dir = opened.directory()): Promise<LogForTests> {
  if (given) {
    const namespace = `test-${randomUUID()}`
    return {
      url: `${given}${given.includes('?') ? '&' : '?'}namespace=${namespace}`,
      kill: undefined,
      conditions: () => undefined
    }
  }
  let standIn = await startStandIn({ dir, port: await freePort() })
  const { url, port } = standIn
  opened.finally(() => standIn.stop())
  return {
    url,
    conditions: () => standIn.control.conditions,
    async kill() {
      await standIn.kill()
      return async () => {
        standIn = await startStandIn({ dir, port })
      }
    }
  }
}

/** Of a desk whose log is such a one, and all else in files: it needs no MongoDB. */
export async function onLogServer(opened: Opened): Promise<{ readonly [name: string]: string }> {
  return { DESK_EVENT_LOG_URL: (await newLog(opened)).url, DESK_STATE_URL: 'sqlite:' }
}
