import type { Position } from '../port.js'

/** Where EventStoreDB says an event stands. Both are needed to go on after it. */
export interface Pair {
  readonly commit: bigint
  readonly prepare: bigint
}

/** 19 digits hold every 64-bit number of the server. */
const width = 19
const largest = 2n ** 63n - 1n

const padded = (value: bigint): string => String(value).padStart(width, '0')

export function positionOf({ commit, prepare }: Pair): Position {
  const first = padded(commit)
  return `${first}/${prepare === commit ? first : padded(prepare)}` as Position
}

export function pairOf(position: string): Pair | undefined {
  const [, commit, prepare] = /^(\d{19})\/(\d{19})$/.exec(position) ?? []
  if (commit === undefined || prepare === undefined) return undefined
  const pair = { commit: BigInt(commit), prepare: BigInt(prepare) }
  return pair.commit <= largest && pair.prepare <= largest ? pair : undefined
}

/** Of what has no event to point to. */
export const nowhere: Position = positionOf({ commit: 0n, prepare: 0n })
