import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type LogUrl, type StoreSettings, type StoreUrl, storeDirectory } from '#stores'
import { Failure } from './failure.js'
import { settingsOf } from './settings.js'
import type { Terminal } from './terminal.js'

/** The embedded stores' files; the log is there, the others may not be. */
export interface DeskFiles {
  readonly log: string
  readonly state: string
  readonly vault: string
  readonly masterKeyFile: string
  readonly settings: StoreSettings
}

/**
 * Where the desk of these settings keeps its files. Whoever only has the files need not know whether a bot token was
 * set: where the desk's own directory has no log, but the other one (with the sandbox, without it) has, that is it.
 * @throws Failure where there is no log
 */
export function findFiles(terminal: Terminal, dataDir?: string): DeskFiles {
  const { log, directory, settings } = findLog(terminal, dataDir)
  return {
    log,
    state: fileOf(settings.state, directory, 'state.db'),
    vault: join(directory, 'vault.db'),
    masterKeyFile: join(directory, 'master.key'),
    settings
  }
}

/** The log's file alone, and the directory in which the others are that are in files. @throws Failure where there is none */
export function findLog(terminal: Terminal, dataDir?: string) {
  const settings = settingsOf(terminal, dataDir)
  const sandbox = join(settings.dataDir, 'sandbox', 'desk')
  const directories = [...new Set([storeDirectory(settings), settings.dataDir, sandbox])]
  const found = directories
    .map(directory => ({ directory, log: fileOf(settings.eventLog, directory, 'log.db') }))
    .find(({ log }) => existsSync(log))
  if (found) return { ...found, settings: { ...settings, isSandbox: found.directory === sandbox } }
  const { eventLog } = settings
  const places = eventLog.kind === 'sqlite' && eventLog.path !== null ? [eventLog.path] : directories
  throw new Failure(`there is no event log in ${places.join(' or ')}: give --data-dir, or set DESK_DATA_DIR`)
}

function fileOf(url: LogUrl | StoreUrl, directory: string, name: string): string {
  switch (url.kind) {
    case 'sqlite':
      return url.path ?? join(directory, name)
    case 'eventstoredb':
    case 'mongodb':
      throw new Failure(
        `the settings name a server (${url.kind}), and this command reads files: give --data-dir, or ask the running desk`
      )
    case 'memory':
      throw new Failure('the settings say memory: there are no files to open; give --data-dir')
  }
}
