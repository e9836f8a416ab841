import { isNativeError } from 'node:util/types'
import {
  MongoAPIError,
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoCompatibilityError,
  MongoError,
  MongoExpiredSessionError,
  MongoNotConnectedError,
  MongoServerClosedError,
  MongoServerError,
  MongoTopologyClosedError
} from 'mongodb'
import { InfrastructureFault } from '#kernel'

/** Not reached, no primary, no majority in time: worth repeating later. What was written may be there. */
export class MongoUnavailable extends InfrastructureFault {
  override readonly name = 'MongoUnavailable'
}

/** The server or the database can't be used as it is; the message has the remedy. */
export class MongoUnusable extends Error {
  override readonly name = 'MongoUnusable'
}

const duplicateKey = 11_000
/** Unauthorized, AuthenticationFailed, AtlasError. */
const noRights = new Set([13, 18, 8000])
/** A failover, a stop, a time limit, a full disk: nothing that the caller did. */
const passing = new Set([
  6, 7, 50, 64, 79, 89, 91, 112, 134, 189, 246, 251, 262, 9001, 10_107, 11_600, 11_601, 11_602, 13_435,
  13_436, 14_031
])
const socketErrors = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'ETIMEDOUT',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'ERR_SOCKET_CLOSED'
])
/** These are mistakes of the caller to the driver; here they come of closing while others are at work. */
const closed = [
  MongoClientClosedError,
  MongoExpiredSessionError,
  MongoNotConnectedError,
  MongoServerClosedError,
  MongoTopologyClosedError
]
const passingLabels = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError']

export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === duplicateKey

/** What the driver threw, as one of the two errors above. Mistakes in our own commands stay what they are. */
export function mongoTrouble(error: unknown): unknown {
  if (!(error instanceof MongoError)) {
    // The driver lets some of a socket's own errors through as they are.
    const isSocketError = isNativeError(error) && 'code' in error && socketErrors.has(String(error.code))
    return isSocketError
      ? new MongoUnavailable(`MongoDB can't be reached: ${error.message}`, { cause: error })
      : error
  }
  const { message, code } = error
  if (noRights.has(Number(code))) {
    return new MongoUnusable(
      `MongoDB refuses the user: ${message}. It needs the role readWrite on this database`,
      { cause: error }
    )
  }
  if (error instanceof MongoServerError) {
    // A bulk write wraps whatever the driver met on the way to the server; what the server says has a number.
    const onTheWay = error instanceof MongoBulkWriteError && typeof code !== 'number'
    const passes =
      onTheWay || passing.has(Number(code)) || passingLabels.some(label => error.hasErrorLabel(label))
    return passes ? new MongoUnavailable(`MongoDB can't do it now: ${message}`, { cause: error }) : error
  }
  if (error instanceof MongoCompatibilityError) return new MongoUnusable(message, { cause: error })
  if (error instanceof MongoAPIError && !closed.some(kind => error instanceof kind)) return error
  return new MongoUnavailable(`MongoDB can't be reached: ${message}`, { cause: error })
}
