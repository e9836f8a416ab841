import { afterEach, beforeEach, describe } from '@jest/globals'
import { appendCases } from './append.js'
import type { LogUnderTest } from './log-under-test.js'
import { readCases } from './read.js'
import { subscribeCases } from './subscribe.js'

export { type CrashableLog, describeEventLogHistories } from './histories.js'
export type { LogUnderTest } from './log-under-test.js'

/** What every adapter must do, in the same cases and numbers. A case is never skipped: a weaker adapter is a failing one. */
export function describeEventLog(name: string, open: () => Promise<LogUnderTest>): void {
  describe(`${name} keeps the promises of the event log`, () => {
    let current: LogUnderTest | undefined
    const under = (): LogUnderTest => {
      if (!current) throw new Error('no log is open')
      return current
    }
    beforeEach(async () => {
      current = await open()
    })
    afterEach(async () => {
      await current?.close()
      current = undefined
    })
    describe('append', () => appendCases(under))
    describe('readStream, head and eventAt', () => readCases(under))
    describe('subscribe', () => subscribeCases(under, open))
  })
}
