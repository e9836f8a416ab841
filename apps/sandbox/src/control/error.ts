/** The control was asked for something that cannot be. `code` is the HTTP status. */
export class ControlError extends Error {
  constructor(
    readonly code: 400 | 404 | 409,
    message: string
  ) {
    super(message)
  }
}

export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new ControlError(404, `There is no ${what}`)
  return value
}
