import type { Instant } from '#kernel'

/** A part of a file, sealed. */
export interface Piece {
  /** Whose it is: of one file, and never of two. */
  readonly upload: string
  /** From 0, without a gap. */
  readonly index: number
  readonly at: Instant
  readonly bytes: Uint8Array
}

/** Files that programs gave to be sent, in pieces of a mebibyte or so, until Telegram has taken them. */
export interface Uploads {
  /** First caller wins: a piece that is there stays as it is. */
  add(piece: Piece): Promise<void>
  read(upload: string, index: number): Promise<Uint8Array | undefined>
  /** All of a file. */
  drop(upload: string): Promise<void>
  /** Drops older pieces, at most so many; answers how many. */
  dropBefore(instant: Instant, limit: number): Promise<number>
  /** All there are, pulled; for copies. */
  all(): AsyncIterable<Piece>
}
