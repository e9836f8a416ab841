import { StoreUnavailable, UnusableViews } from '../port.js'

const busy = 5
const locked = 6
const readOnly = 8
const ioError = 10
const corrupt = 11
const full = 13
const cannotOpen = 14
const notADatabase = 26

export const remedy =
  'Views can be rebuilt: stop the desk, delete this file and those beside it ending in -wal and -shm, start again.'

/** What went wrong in SQLite, as the port says it. Mistakes in our own SQL stay what they are. */
export function storeError(error: unknown): unknown {
  const { message, errcode } = error as { readonly message?: string; readonly errcode?: number }
  switch ((errcode ?? 0) & 0xff) {
    case corrupt:
    case notADatabase:
      return new UnusableViews(`the views are damaged (${message}). ${remedy}`, { cause: error })
    case busy:
    case locked:
    case readOnly:
    case ioError:
    case full:
    case cannotOpen:
      return new StoreUnavailable(message, { cause: error })
    default:
      return error
  }
}

export function translating<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw storeError(error)
  }
}
