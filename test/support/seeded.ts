import { Random } from '../bench/random.js'

/** Chance that comes again with its seed. */
export class Seeded extends Random {
  /** @throws when there is nothing to pick from */
  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low)
  }
}

/** From FAULTS_SEED where it is set, else any; printed, so that a failure can be had again. */
export function seededFor(what: string): Seeded {
  const seed = Number(process.env['FAULTS_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  process.stdout.write(`${what}: FAULTS_SEED=${seed}\n`)
  return new Seeded(seed)
}
