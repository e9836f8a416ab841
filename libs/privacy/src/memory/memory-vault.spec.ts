import { describeVault } from '../contract/index.js'
import { MemoryVaultStore, openMemoryVault } from './index.js'

describeVault('memory', async () => {
  const store = new MemoryVaultStore()
  return {
    open: async (masterKey, clock) => openMemoryVault({ masterKey, clock, store }),
    remove: async () => undefined
  }
})
