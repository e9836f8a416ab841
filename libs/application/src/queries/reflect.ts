import { type ReadName, viewSpecs } from '#views'
import type { DeskReads } from './desk-reads.js'

/** An answer, and the position of the log that it reflects at least; undefined while there is no event. */
export interface Reflecting<T> {
  readonly value: T
  readonly reflects: string | undefined
}

/** Every query may say what it must have seen. */
export interface ReadAt {
  readonly minPosition?: string | undefined
}

/** The views did not get there in time: worth asking again. */
export class NotReached extends Error {
  override readonly name = 'NotReached'
  constructor(
    readonly minPosition: string,
    readonly reflects: string | undefined
  ) {
    super(`position ${minPosition} is not reached yet`)
  }
}

/** Not a position of this log. */
export class NotAPosition extends Error {
  override readonly name = 'NotAPosition'
}

type Source = 'log' | ReadName

/** One collection of each view. */
export const everyView: readonly Source[] = viewSpecs.flatMap(
  ({ reads }) => Object.keys(reads).slice(0, 1) as ReadName[]
)

const patienceMs = 2000

/**
 * Waits, for 2 s at most, until all sources have passed the position asked for, and answers the lowest position
 * that they have passed. Take it before reading. @throws NotReached, NotAPosition
 */
export async function reach(
  reads: DeskReads,
  sources: readonly Source[],
  { minPosition }: ReadAt
): Promise<string | undefined> {
  const deadline = reads.clock.monotonic() + patienceMs
  for (let pause = 5; ; pause = Math.min(pause * 2, 50)) {
    const lowest = await lowestOf(reads, sources)
    if (minPosition === undefined) return lowest
    if (lowest !== undefined && lowest.length !== minPosition.length) {
      throw new NotAPosition(`${minPosition} is not a position of this log`)
    }
    if (lowest !== undefined && lowest >= minPosition) return lowest
    if (reads.clock.monotonic() >= deadline) throw new NotReached(minPosition, lowest)
    await reads.clock.sleep(pause)
  }
}

async function lowestOf(reads: DeskReads, sources: readonly Source[]): Promise<string | undefined> {
  const passed = await Promise.all(
    sources.map(source => (source === 'log' ? reads.log.head() : reads[source].position()))
  )
  return passed.includes(undefined) ? undefined : passed.sort()[0]
}
