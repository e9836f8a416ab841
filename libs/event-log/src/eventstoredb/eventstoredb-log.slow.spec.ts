import { jest } from '@jest/globals'
import { describeEventLog, describeEventLogHistories } from '../contract/index.js'
import { ServerUnderTest } from './testing/server-under-test.js'

// Thousands of small calls to a server: on a busy machine they take their time.
jest.setTimeout(120_000)

describeEventLog('the EventStoreDB log', async () => {
  const server = new ServerUnderTest()
  await server.start()
  let log = await server.open()
  return {
    log,
    reopen: async () => {
      await log.close()
      log = await server.open()
      return log
    },
    close: () => server.remove()
  }
})

describeEventLogHistories(
  'the EventStoreDB log',
  async () => {
    const server = new ServerUnderTest()
    await server.start()
    return {
      log: await server.open(),
      crash: async () => {
        await server.crash()
        return server.open()
      },
      close: () => server.remove()
    }
  },
  15
)
