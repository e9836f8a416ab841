import { Corrupt } from '#event-log'

const infrastructure = new Set([
  'Unavailable',
  'OutcomeUnknown',
  'StoreUnavailable',
  'StateUnavailable',
  'VaultUnavailable'
])
const takenOver = new Set(['Fenced', 'Superseded'])

/** By name: these come from ports that a subscription need not know. */
const nameOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : ''

/** Something that is needed is away: no event's fault, worth repeating for ever. */
export const isInfrastructureFault = (error: unknown): boolean => infrastructure.has(nameOf(error))

/** Somebody else does this work now, under a higher fence. */
export const isTakenOver = (error: unknown): boolean => takenOver.has(nameOf(error))

export const isCorrupt = (error: unknown): error is Corrupt =>
  error instanceof Corrupt || nameOf(error) === 'Corrupt'

export const textOf = (error: unknown): string =>
  error instanceof Error || nameOf(error) !== ''
    ? `${nameOf(error)}: ${(error as Error).message}`
    : String(error)

/** The subscription was stopped while this waited; it is done again after the next start. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}
