import { StateUnavailable, UnusableState } from '../port.js'

const busy = 5
const locked = 6
const readOnly = 8
const ioError = 10
const corrupt = 11
const full = 13
const cannotOpen = 14
const notADatabase = 26

/** What went wrong in SQLite, as the port says it. Mistakes in our own SQL stay what they are. */
export function stateError(error: unknown): unknown {
  const { message, errcode } = error as { readonly message?: string; readonly errcode?: number }
  switch ((errcode ?? 0) & 0xff) {
    case corrupt:
    case notADatabase:
      return new UnusableState(
        `the desk state is damaged (${message}). It can't be rebuilt: put back a backup of it together with the log's`,
        { cause: error }
      )
    case busy:
    case locked:
    case readOnly:
    case ioError:
    case full:
    case cannotOpen:
      return new StateUnavailable(message, { cause: error })
    default:
      return error
  }
}

export function translating<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw stateError(error)
  }
}
