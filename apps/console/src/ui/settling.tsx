import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { common } from '../words/common.js'
import { asTheyCame, type Settled, settled } from './settled.js'

interface Props<T> {
  /** As they were read last. */
  readonly fresh: readonly T[]
  readonly keyOf: (row: T) => string
  /** Says that there are so many new ones. */
  readonly told?: (waiting: number) => string
  /** Whether what was read is what came of something that was done here. */
  readonly isOwn?: () => boolean
  /** Called with what is shown after it was read; `show` puts these rows in its place, if it is shown still. */
  readonly settled?: (now: Settled<T>, show: (rows: readonly T[]) => void) => void
  readonly children: (rows: readonly T[], gone: ReadonlySet<string>) => ComponentChildren
}

/** Rows that follow what happens, and do not move while somebody is at them. */
export function Settling<T>(props: Props<T>) {
  const { fresh, keyOf, told, children } = props
  const words = common.value
  const root = useRef<HTMLDivElement>(null)
  const isPointedAt = useRef(false)
  const shown = useSignal<Settled<T>>(asTheyCame(fresh))
  /** Pointed at, gone through by keyboard, or scrolled into. */
  const isHeld = (): boolean =>
    isPointedAt.current ||
    root.current?.contains(document.activeElement) === true ||
    (root.current?.getBoundingClientRect().top ?? 0) < 0
  useEffect(() => {
    const now = settled(shown.value.rows, fresh, isHeld() && !props.isOwn?.(), keyOf)
    shown.value = now
    props.settled?.(now, rows => {
      if (shown.value === now) shown.value = { ...now, rows }
    })
  }, [fresh])
  const { rows, gone, waiting } = shown.value
  return (
    <div
      ref={root}
      class="listed"
      onPointerEnter={() => {
        isPointedAt.current = true
      }}
      onPointerLeave={() => {
        isPointedAt.current = false
      }}
    >
      <div role="status" class="fresh">
        {(waiting > 0 || gone.size > 0) && (
          <button
            type="button"
            class="pill"
            onClick={() => {
              shown.value = asTheyCame(fresh)
            }}
          >
            {waiting > 0 && told ? told(waiting) : words.changed}
          </button>
        )}
      </div>
      {children(rows, gone)}
    </div>
  )
}
