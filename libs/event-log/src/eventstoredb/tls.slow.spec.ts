import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Clock, systemClock } from '#kernel'
import { certificateFor } from '../../../../test/stand-in/certificate.js'
import { type StandIn, startStandIn } from '../../../../test/stand-in/index.js'
import { readToHead, someEvent } from '../contract/events.js'
import { CannotOpen, Unavailable } from '../errors.js'
import { type EventStoreDbLog, type EventStoreLogOptions, openEventStoreLog } from './index.js'
import { hasty, realServer, streamPrefixes } from './testing/server-under-test.js'

/** A real server is not ours to give certificates and users. */
const withStandIn = realServer ? describe.skip : describe

withStandIn('a log behind TLS', () => {
  let directory: string
  let standIn: StandIn
  let opened: EventStoreDbLog[]
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'topicdesk-tls-'))
    opened = []
  })
  afterEach(async () => {
    for (const log of opened) await log.close()
    await standIn.kill()
    rmSync(directory, { recursive: true })
  })

  /** Answers an opening by this address; `PORT` stands for the server's, `<CA>` for the file of its authority. */
  const serving = async (subjectAltName: string) => {
    const made = certificateFor(subjectAltName, directory)
    standIn = await startStandIn({ dir: join(directory, 'data'), tls: made })
    standIn.control.conditions.users = { desk: 'geheim' }
    return async (address: string, more: Partial<EventStoreLogOptions> = {}) => {
      const url = address
        .replace('PORT', String(standIn.port))
        .replace('<CA>', encodeURIComponent(made.caFile))
      const log = await openEventStoreLog({ url, streamPrefixes, timings: hasty, ...more })
      opened.push(log)
      return log
    }
  }
  const refused = async (opening: Promise<unknown>): Promise<string> => {
    const error: unknown = await opening.catch(reason => reason)
    expect(error).toBeInstanceOf(CannotOpen)
    return error instanceof Error ? error.message : ''
  }

  it('is opened by an address that its certificate names, alone and as a member that the cluster names by address', async () => {
    const open = await serving('IP:127.0.0.1')
    const log = await open('esdb://desk:geheim@127.0.0.1:PORT?tlsCAFile=<CA>')
    await log.append('ticket-1', [someEvent('a')], 'none')
    const member = await open('esdb+discover://desk:geheim@127.0.0.1:PORT?tlsCAFile=<CA>')
    expect(await readToHead(member)).toHaveLength(1)
  })

  it('refuses to start by an address that the certificate does not name, with the remedy', async () => {
    const open = await serving('DNS:log.example.org')
    expect(await refused(open('esdb://desk:geheim@127.0.0.1:PORT?tlsCAFile=<CA>'))).toMatch(
      /its certificate is not for 127\.0\.0\.1.*by a name that its certificate holds/
    )
  })

  it('tells a wrong password from a missing right', async () => {
    const open = await serving('IP:127.0.0.1')
    const wrong = await refused(open('esdb://desk:falsch@127.0.0.1:PORT?tlsCAFile=<CA>'))
    expect(wrong).toMatch(/does not know the user desk with this password/)
    expect(wrong).not.toContain('falsch')
    standIn.control.conditions.readingDenied = 'desklog-'
    expect(await refused(open('esdb://desk:geheim@127.0.0.1:PORT?tlsCAFile=<CA>'))).toMatch(
      /reading desklog-id is denied to the user desk/
    )
    standIn.control.conditions.readingDenied = undefined
    standIn.control.conditions.allDenied = true
    expect(await refused(open('esdb://desk:geheim@127.0.0.1:PORT?tlsCAFile=<CA>'))).toMatch(
      /reading \$all is denied to the user desk/
    )
  })

  it.each([
    ['is asked without TLS', 'esdb://desk:geheim@127.0.0.1:PORT?tls=false', /take \?tls=false out/],
    ['is of an authority that nobody named', 'esdb://desk:geheim@127.0.0.1:PORT', /name it by tlsCAFile/]
  ])('that %s is waited for, with a hint that fits, told once', async (_, address, hint) => {
    const open = await serving('IP:127.0.0.1')
    const told: string[] = []
    const enough = new AbortController()
    let tries = 0
    const clock: Clock = {
      now: () => systemClock.now(),
      monotonic: () => systemClock.monotonic(),
      sleep(ms, signal) {
        if (++tries === 5) enough.abort()
        return systemClock.sleep(ms, signal)
      }
    }
    const notice = (text: string) => void told.push(text)
    await expect(open(address, { notice, clock, signal: enough.signal })).rejects.toBeInstanceOf(Unavailable)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(hint)
  })
})
