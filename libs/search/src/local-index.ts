import { Worker } from 'node:worker_threads'
import { InfrastructureFault } from '#kernel'
import type { Asked, CallName, Calls, OpenIndex, Told } from './index/messages.js'

/** The thread of the index has ended, or can't do what it was asked. */
export class IndexUnavailable extends InfrastructureFault {
  override readonly name = 'IndexUnavailable'
}

type Given<Name extends CallName> = Parameters<Calls[Name]>
type Result<Name extends CallName> = ReturnType<Calls[Name]>

/** An index of this process alone, in a thread of its own: the event loop never waits for it. */
export interface LocalIndex {
  /** In the order of the calls. @throws IndexUnavailable */
  call<Name extends CallName>(name: Name, ...given: Given<Name>): Promise<Result<Name>>
  close(): Promise<void>
  /** Resolves when the thread has ended, for whatever reason. */
  readonly ended: Promise<void>
}

interface Waiting {
  resolve(value: ReturnType<Calls[CallName]>): void
  reject(error: unknown): void
}

/** @throws IndexUnavailable where the folder can't be written to */
export async function openLocalIndex(opening: OpenIndex): Promise<LocalIndex> {
  const worker = new Worker(new URL(`./index/worker${import.meta.url.slice(-3)}`, import.meta.url), {
    workerData: opening
  })
  const opened = Promise.withResolvers<void>()
  const exited = Promise.withResolvers<void>()
  const waiting = new Map<number, Waiting>()
  let next = 0
  let ended: IndexUnavailable | undefined

  function end(why: string): void {
    ended ??= new IndexUnavailable(`the search index: ${why}`)
    opened.reject(ended)
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }
  worker.on('message', (told: Told) => {
    if (told === 'ready') {
      // Idle, it keeps no process alive.
      worker.unref()
      opened.resolve()
      return
    }
    const asked = waiting.get(told.id)
    waiting.delete(told.id)
    if (waiting.size === 0) worker.unref()
    if ('error' in told) asked?.reject(new IndexUnavailable(`the search index: ${told.error}`))
    else asked?.resolve(told.value)
  })
  worker.on('error', error => end(String(error)))
  worker.on('exit', () => {
    end('it is closed')
    exited.resolve()
  })
  await opened.promise

  return {
    ended: exited.promise,
    call<Name extends CallName>(call: Name, ...given: Given<Name>) {
      if (ended) return Promise.reject(ended)
      const id = next++
      if (waiting.size === 0) worker.ref()
      return new Promise<Result<Name>>((resolve, reject) => {
        // The thread answers each call with its own result.
        waiting.set(id, { resolve: value => resolve(value as Result<Name>), reject })
        worker.postMessage({ id, call, given } as Asked)
      })
    },
    async close() {
      if (!ended) {
        worker.ref()
        worker.postMessage('close')
      }
      await exited.promise
    }
  }
}
