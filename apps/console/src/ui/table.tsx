import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { common } from '../words/common.js'
import { Scroll } from './scroll.js'
import { TakeAlong } from './take-along.js'

export interface Column<T> {
  readonly name: string
  /** What is sorted, copied and exported; of what is only done to a row there is none. */
  readonly value?: (row: T) => string | number | null
  readonly show?: (row: T) => ComponentChildren
}

/** A table that sorts by each column, and can be taken along. */
export function Table<T>(props: {
  caption: string
  columns: readonly Column<T>[]
  rows: readonly T[]
  keyOf: (row: T) => string
}) {
  const { caption, columns, rows, keyOf } = props
  const words = common.value
  const order = useSignal<{ column: number; isUp: boolean } | null>(null)
  const { column, isUp } = order.value ?? { column: -1, isUp: true }
  const by = columns[column]?.value
  const sorted = by ? [...rows].sort((a, b) => compare(by(a), by(b)) * (isUp ? 1 : -1)) : rows
  const told = columns.flatMap(({ name, value }) => (value ? [{ name, value }] : []))
  const cells = [told.map(({ name }) => name), ...sorted.map(row => told.map(({ value }) => value(row)))]
  return (
    <div>
      <TakeAlong name={caption} lines={() => cells} />
      <Scroll label={caption}>
        <table>
          <caption class="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map(({ name, value }, n) =>
                value ? (
                  <th
                    key={name}
                    scope="col"
                    aria-sort={n === column ? (isUp ? 'ascending' : 'descending') : 'none'}
                  >
                    <button
                      type="button"
                      onClick={() => {
                        order.value = { column: n, isUp: n === column ? !isUp : true }
                      }}
                    >
                      {name}
                    </button>
                  </th>
                ) : (
                  <th key={name} scope="col">
                    <span class="visually-hidden">{name}</span>
                  </th>
                )
              )}
            </tr>
          </thead>
          <tbody>
            {sorted.map(row => (
              <tr key={keyOf(row)}>
                {columns.map(({ name, value, show }) => (
                  <td key={name}>{show ? show(row) : (value?.(row) ?? words.none)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </div>
  )
}

function compare(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
}
