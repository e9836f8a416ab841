import { MongoUnavailable, MongoUnusable } from '#mongo'
import { StateUnavailable, UnusableState } from '../port.js'

/** What went wrong at MongoDB, as the port says it. */
export async function translating<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof MongoUnavailable) throw new StateUnavailable(error.message, { cause: error })
    if (error instanceof MongoUnusable) throw new UnusableState(error.message, { cause: error })
    throw error
  }
}
