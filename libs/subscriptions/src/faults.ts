export const textOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error)

/** The subscription was stopped while this waited; it is done again after the next start. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}
