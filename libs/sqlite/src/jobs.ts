export type Value = string | number | null | Uint8Array
export type Row = Readonly<Record<string, Value>>

/**
 * One statement, run with all its values and answering its rows; or, with `width`, run once for each so many of them
 * (flat, because that crosses to the thread fastest) and answering none.
 */
export interface Step {
  readonly sql: string
  readonly values?: readonly Value[]
  readonly width?: number
  /** Where a statement with a `width` changes no row, the whole job is undone and fails as Unmet. */
  readonly mustChange?: boolean
}

/** All steps or none. */
export interface Job {
  readonly id: number
  readonly steps: readonly Step[]
  /** What was overwritten must not live on in the write-ahead log. */
  readonly wipe: boolean
}

export interface Failed {
  readonly message: string
  readonly errcode?: number
  readonly unmet?: boolean
}

/** About one transaction and all its jobs; `rows` are those of each job's last step, left out where there are none at all. */
export type Answer =
  | 'ready'
  | { readonly ids: readonly number[]; readonly rows?: readonly (readonly Row[])[] }
  | { readonly ids: readonly number[]; readonly failed: Failed }
