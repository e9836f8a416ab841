/** Where an event stands, as its proof says. */
export interface Proven {
  /** Of the entry, from 0. */
  readonly index: number
  /** How many entries the checkpoint of the proof covers. */
  readonly size: number
}

/** Reads a C2SP tlog-proof: a line with the index, and the checkpoint, whose second line is its size. @throws Error */
export function provenBy(proof: string): Proven {
  const index = /^index (\d+)$/m.exec(proof)?.[1]
  const size = /\n\n[^\n]+\n(\d+)\n/.exec(proof)?.[1]
  if (index === undefined || size === undefined) throw new Error('this is no tlog-proof')
  return { index: Number(index), size: Number(size) }
}
