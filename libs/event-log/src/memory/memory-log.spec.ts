import { describeEventLog, describeEventLogHistories } from '../contract/index.js'
import { MemoryDisk, openMemoryLog } from './index.js'

describeEventLog('the memory log', async () => {
  const disk = new MemoryDisk()
  let log = openMemoryLog({ disk })
  return {
    log,
    reopen: async () => {
      await log.close()
      log = openMemoryLog({ disk })
      return log
    },
    close: () => log.close()
  }
})

describeEventLogHistories('the memory log', async () => {
  const disk = new MemoryDisk()
  return {
    log: openMemoryLog({ disk }),
    crash: async () => openMemoryLog({ disk }),
    close: async () => undefined
  }
})
