import { runInNewContext } from 'node:vm'
import { expect, it } from '@jest/globals'
import { MongoBulkWriteError, MongoNetworkError, MongoServerError } from 'mongodb'
import { MongoUnavailable, mongoTrouble } from './errors.js'

it("a socket's own error, which the driver lets through, means that the server can't be reached", () => {
  const ended = Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' })
  expect(mongoTrouble(ended)).toBeInstanceOf(MongoUnavailable)
  expect(mongoTrouble(new MongoNetworkError('closed'))).toBeInstanceOf(MongoUnavailable)
})

it("so does one of Node's own kind, which is not this module's", () => {
  const ended: unknown = runInNewContext("Object.assign(new Error('ended'), { code: 'EPIPE' })")
  expect(ended).not.toBeInstanceOf(Error)
  expect(mongoTrouble(ended)).toBeInstanceOf(MongoUnavailable)
})

it('a mistake in our own code stays what it is', () => {
  const mistake = new TypeError('x is not a function')
  expect(mongoTrouble(mistake)).toBe(mistake)
})

it('a bulk write that broke on its way to the server means the same; what the server refused does not', () => {
  // The driver alone can construct it: what it holds then is what it was given.
  const bulkError = (told: { readonly message: string; readonly code?: string }): unknown =>
    Object.assign(Object.create(MongoBulkWriteError.prototype), told)
  expect(mongoTrouble(bulkError({ message: 'read ECONNRESET', code: 'ECONNRESET' }))).toBeInstanceOf(
    MongoUnavailable
  )
  expect(mongoTrouble(bulkError({ message: 'closed' }))).toBeInstanceOf(MongoUnavailable)
  const duplicate = new MongoServerError({ message: 'E11000', code: 11_000 })
  expect(mongoTrouble(duplicate)).toBe(duplicate)
})
