import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { openSqliteDeskState } from '#desk-state/sqlite'
import { openSqliteLog } from '#event-log/sqlite'
import { isCheckpointName } from '#processes'
import { resetProcess } from '#subscriptions'
import { Failure } from '../failure.js'
import { findFiles } from '../files.js'
import type { Terminal } from '../terminal.js'

/** Embedded, the desk runs every process under this one: the log's lock decides who may. */
const embeddedFence = 1

export function addProcesses(program: Command, terminal: Terminal): void {
  program
    .command('processes')
    .description('what answers events')
    .command('reset')
    .description('let a process go on from the end of this log; only while the desk is stopped')
    .argument('<name>', 'as `deskctl status` shows it')
    .option('--data-dir <dir>', 'instead of DESK_DATA_DIR')
    .option('--yes', 'do not ask')
    .action(async (name: string, options: { dataDir?: string; yes?: boolean }) => {
      const files = findFiles(terminal, options.dataDir)
      if (!existsSync(files.state))
        throw new Failure(`there is no ${files.state}: every process begins anew by itself`)
      // Opened as the one writer: refused while the desk runs.
      const log = await openSqliteLog({ path: files.log })
      try {
        const state = await openSqliteDeskState({ path: files.state, clock: terminal.io.clock })
        try {
          const before = isCheckpointName(name) ? await state.checkpoint(name) : undefined
          if (!before)
            throw new Failure(`no process ${name} has a checkpoint in ${files.state}: nothing was changed`)
          if (options.yes !== true)
            await terminal.confirm(`What ${name} has not handled of this log stays undone for ever.`, 'reset')
          await resetProcess({ log, state, process: name, fence: embeddedFence })
          const after = await state.checkpoint(name)
          terminal.print(`${name} goes on after position ${after?.position ?? '-'} (was ${before.position})`)
        } finally {
          await state.close()
        }
      } finally {
        await log.close()
      }
    })
}
