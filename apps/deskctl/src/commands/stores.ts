import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { bindTogether, isOnServer, openStores, type StoreSettings, type Stores } from '#stores'
import { belongsTo, resetProcess } from '#subscriptions'
import { Failure } from '../failure.js'
import { findFiles } from '../files.js'
import { settingsOf } from '../settings.js'
import type { Terminal } from '../terminal.js'

/** Embedded, the desk runs every process under this one: the log's lock decides who may. */
const embeddedFence = 1
const patienceMs = 30_000

interface Options {
  readonly dataDir?: string
  readonly yes?: boolean
}

export function addStores(program: Command, terminal: Terminal): void {
  program
    .command('stores')
    .description('log, desk state, vault and master key')
    .command('accept')
    .description(
      'take what lies beside this log for its own, and begin anew what is missing; the desk stopped'
    )
    .option('--data-dir <dir>', 'instead of DESK_DATA_DIR')
    .option('--yes', 'do not ask')
    .action(async ({ dataDir, yes }: Options) => {
      const settings = placed(terminal, dataDir)
      if (yes !== true)
        await terminal.confirm(
          'What a missing desk state, vault or master key held is given up for ever.',
          'accept'
        )
      const stores = await openStores(settings, terminal.io.clock, {
        newMasterKey: true,
        notice: text => terminal.complain(text),
        signal: AbortSignal.timeout(patienceMs)
      })
      try {
        await accept(stores, terminal)
      } finally {
        await stores.close()
      }
    })
}

async function accept(stores: Stores, terminal: Terminal): Promise<void> {
  const { log, state, places } = stores
  if ((await state.leases()).length > 0) throw new Failure('a desk runs on these stores: stop it first')
  const strange = []
  for (const { process, ...at } of await state.checkpoints())
    if (!(await belongsTo(log, at))) strange.push(process)
  if (strange.length > 0 && (await log.head()) === undefined) {
    throw new Failure(
      `the log ${places.log} is empty, and the desk state has handled events of another: move ${places.state} away first`
    )
  }
  await stores.begin()
  for (const process of strange) {
    await resetProcess({ log, state, process, fence: embeddedFence })
    terminal.print(`${process} goes on from the end of this log`)
  }
  await bindTogether(stores)
  terminal.print(
    `the desk state ${places.state} belongs to ${places.log} now`,
    `so does the vault ${places.vault}`
  )
}

/** Whoever only has the files need not know whether a bot token was set: see `findFiles`. */
function placed(terminal: Terminal, dataDir: string | undefined): StoreSettings {
  const settings = settingsOf(terminal, dataDir)
  if (isOnServer(settings.eventLog)) return settings
  const { log } = findFiles(terminal, dataDir)
  return { ...settings, isSandbox: dirname(log) === join(settings.dataDir, 'sandbox', 'desk') }
}
