import { type Signal, useSignal } from '@preact/signals'
import { useCallback, useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { Refused } from './api/client.js'
import { listen, type Told } from './api/live.js'

export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T; readonly isOld: boolean }
  | { readonly kind: 'refused'; readonly refused: Refused }
  | { readonly kind: 'broken' }

/** What a page shows, read when `key` changes; what was there stays until the new is. */
export function useLoaded<T>(
  key: string,
  read: () => Promise<T>
): { state: Signal<Loaded<T>>; again: () => void } {
  const state = useSignal<Loaded<T>>({ kind: 'loading' })
  const reading = useRef(read)
  reading.current = read
  const of = useRef({ isReading: false, isStale: false })
  /** One read at a time: what is asked for meanwhile is read when it is over, so that a busy desk is shown too. */
  const again = useCallback(() => {
    if (of.current.isReading) {
      of.current.isStale = true
      return
    }
    const mine = of.current
    mine.isReading = true
    const settle = (next: Loaded<T>) => {
      if (of.current !== mine) return
      state.value = next
      mine.isReading = false
      if (!mine.isStale) return
      mine.isStale = false
      again()
    }
    reading.current().then(
      value => settle({ kind: 'ready', value, isOld: false }),
      (error: unknown) => {
        const before = state.value
        if (error instanceof Refused) settle({ kind: 'refused', refused: error })
        else settle(before.kind === 'ready' ? { ...before, isOld: true } : { kind: 'broken' })
      }
    )
  }, [])
  // Not after the page has been painted: what it waits for is asked for first.
  useLayoutEffect(() => {
    if (state.value.kind !== 'ready') state.value = { kind: 'loading' }
    // What is still read of another key is not waited for, nor shown.
    of.current = { isReading: false, isStale: false }
    again()
  }, [key])
  return { state, again }
}

/** So often at most what happens elsewhere is read anew, unless a page says otherwise. */
const usualMs = 700

/** So often what no event tells is looked at. */
const nowAndThenMs = 15_000

/** Reads anew by itself, for what changes without the stream telling. */
export function useNowAndThen(again: () => void, eachMs = nowAndThenMs): void {
  useEffect(() => {
    const each = setInterval(again, eachMs)
    return () => clearInterval(each)
  }, [again, eachMs])
}

/** Reads anew when something that concerns it has happened; many at once count as one. */
export function useLive(concerns: (told: Told) => boolean, again: () => void, settleMs = usualMs): void {
  const wanted = useRef(concerns)
  wanted.current = concerns
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined
    const end = listen(told => {
      if (told !== null && !wanted.current(told)) return
      waiting ??= setTimeout(() => {
        waiting = undefined
        again()
      }, settleMs)
    })
    return () => {
      end()
      clearTimeout(waiting)
    }
  }, [again, settleMs])
}
