import { MongoUnavailable, MongoUnusable } from '#mongo'
import { StoreUnavailable, UnusableViews } from '../port.js'

/** What went wrong at MongoDB, as the port says it. */
export function storeError(error: unknown): unknown {
  if (error instanceof MongoUnavailable) return new StoreUnavailable(error.message, { cause: error })
  if (error instanceof MongoUnusable) return new UnusableViews(error.message, { cause: error })
  return error
}

export async function translating<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw storeError(error)
  }
}
