import { expect, it } from '@jest/globals'
import { MongoNetworkError } from 'mongodb'
import { MongoUnavailable, mongoTrouble } from './errors.js'

it("a socket's own error, which the driver lets through, means that the server can't be reached", () => {
  const ended = Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' })
  expect(mongoTrouble(ended)).toBeInstanceOf(MongoUnavailable)
  expect(mongoTrouble(new MongoNetworkError('closed'))).toBeInstanceOf(MongoUnavailable)
})

it('a mistake in our own code stays what it is', () => {
  const mistake = new TypeError('x is not a function')
  expect(mongoTrouble(mistake)).toBe(mistake)
})
