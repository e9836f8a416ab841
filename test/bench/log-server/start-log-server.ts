import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface LogServer {
  /** What rows call it: nobody shall take the stand-in's rates for a server's. */
  readonly shown: string
  /** A log of its own, new in each run. */
  url(name: string): string
  stop(): Promise<void>
}

/** The server that EVENTSTORE_TEST_URL names, which must run; else a stand-in in a process of its own. */
export async function startLogServer(directory: string): Promise<LogServer> {
  const run = Date.now().toString(36)
  const withNamespace = (url: string, name: string) =>
    `${url}${url.includes('?') ? '&' : '?'}namespace=bench-${run}-${name}`
  const given = process.env['EVENTSTORE_TEST_URL']
  if (given)
    return { shown: 'the server given', url: name => withNamespace(given, name), stop: async () => {} }
  const module = new URL('../../stand-in/main.js', import.meta.url).pathname
  const standIn = spawn(process.execPath, ['--no-warnings', module, directory], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const orphaned = () => standIn.kill('SIGKILL')
  process.once('exit', orphaned)
  let url = ''
  for await (const line of createInterface({ input: standIn.stdout })) {
    url ||= /^DESK_EVENT_LOG_URL=(.*)$/.exec(line)?.[1] ?? ''
    if (line === 'ready') break
  }
  return {
    shown: 'the stand-in for EventStoreDB',
    url: name => withNamespace(url, name),
    async stop() {
      process.off('exit', orphaned)
      standIn.kill('SIGTERM')
      await once(standIn, 'exit')
    }
  }
}
