import { signal } from '@preact/signals'
import { api, got } from './client.js'
import { may } from './session.js'

export interface Told {
  readonly type: string
  readonly timestamp: string
  readonly data: { readonly ticket?: { readonly id: string; readonly revision?: number } | null }
}
type Said =
  | { readonly kind: 'told'; readonly told: Told; readonly id: string }
  | { readonly kind: 'state'; readonly isLost: boolean; readonly mayHaveMissed: boolean }
  | { readonly kind: 'ask' }

/** Whether the desk can't be heard at the moment. */
export const isLost = signal(false)
const listeners = new Set<(told: Told | null) => void>()
let lastId: string | undefined
let stop: AbortController | undefined

/** `null`: something may have been missed, so all of it is to be read anew. Answers how to end it. */
export function listen(listener: (told: Told | null) => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

const tell = (told: Told | null) => {
  for (const listener of listeners) listener(told)
}

function setLost(now: boolean, mayHaveMissed: boolean): void {
  const wasLost = isLost.value
  isLost.value = now
  // Perhaps it is the session that is over: then the answer says so, and whoever is here is told.
  if (now) got(api.GET('/api/v1/session')).catch(() => {})
  if (!now && (wasLost || mayHaveMissed)) tell(null)
}

/** One stream for all tabs of this browser: whoever has the lock hears it and tells the others. */
export function startListening(): void {
  if (stop || !may('tickets:read')) return
  const ending = new AbortController()
  stop = ending
  const channel = new BroadcastChannel('topicdesk.live')
  ending.signal.addEventListener('abort', () => channel.close())
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.kind === 'state') setLost(data.isLost, data.mayHaveMissed)
    if (data.kind === 'told') {
      lastId = data.id
      tell(data.told)
    }
    if (data.kind === 'ask') say?.({ kind: 'state', isLost: isLost.value, mayHaveMissed: false })
  }
  let say: ((said: Said) => void) | undefined
  channel.postMessage({ kind: 'ask' } satisfies Said)
  void navigator.locks
    .request('topicdesk.live', { signal: ending.signal }, async () => {
      say = said => channel.postMessage(said)
      await hear(said => channel.postMessage(said), ending.signal)
    })
    .catch(() => {})
}

export function stopListening(): void {
  stop?.abort()
  stop = undefined
}

const againMs = 2000

async function hear(say: (said: Said) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await new Promise<void>(resolve => {
      const after = lastId === undefined ? '' : `?after=${encodeURIComponent(lastId)}`
      const source = new EventSource(`/api/v1/stream${after}`)
      const state = (lost: boolean) => {
        // One that begins now has not told what came since the page was read.
        const mayHaveMissed = after === ''
        setLost(lost, mayHaveMissed)
        say({ kind: 'state', isLost: lost, mayHaveMissed })
      }
      const end = () => {
        source.close()
        resolve()
      }
      signal.addEventListener('abort', end, { once: true })
      source.onopen = () => state(false)
      source.onmessage = ({ data, lastEventId }: MessageEvent<string>) => {
        lastId = lastEventId
        const told = JSON.parse(data) as Told
        tell(told)
        say({ kind: 'told', told, id: lastEventId })
      }
      source.onerror = () => {
        if (signal.aborted) return
        state(true)
        signal.removeEventListener('abort', end)
        end()
      }
    })
    if (!signal.aborted) await new Promise(resolve => setTimeout(resolve, againMs))
  }
}
