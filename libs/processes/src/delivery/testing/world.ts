import type { DeskState } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { MemoryDisk } from '#event-log/memory'
import { type CommandId, commandIdFor, FakeClock } from '#kernel'
import { MemoryVaultStore } from '#privacy/memory'
import { ScriptedTelegram } from './scripted-telegram.js'

/** What a crash leaves: log, desk state, vault; and Telegram, which goes on without us. */
export class World {
  readonly clock = new FakeClock()
  readonly disk = new MemoryDisk()
  readonly vault = new MemoryVaultStore()
  readonly state: DeskState = openMemoryDeskState({ clock: this.clock })
  readonly telegram = new ScriptedTelegram()
  #told = 0
  messageIds = 1000

  next(): CommandId {
    return commandIdFor('told by the test', ++this.#told)
  }
}

/** Lets everything that happens at this moment happen. */
export const flush = async (): Promise<void> => {
  for (let i = 0; i < 30; i++) await new Promise(resolve => setImmediate(resolve))
}
