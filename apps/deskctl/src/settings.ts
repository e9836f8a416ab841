import {
  type AccessSettings,
  type Environment,
  EnvironmentReader,
  InvalidSettings,
  readAccessSettings,
  readEnvironment,
  readStoreSettings,
  type StoreSettings,
  unknownNames
} from '#stores'
import { UsageMistake } from './failure.js'
import type { Terminal } from './terminal.js'

/** What deskctl needs of the desk's settings; what else the environment says is the desk's business. */
export type Settings = StoreSettings & AccessSettings

/** The same settings as the desk's: environment and `.env`. `dataDir` instead of DESK_DATA_DIR, where given. */
export function settingsOf(terminal: Terminal, dataDir?: string): Settings {
  const { env, cwd } = terminal.io
  const all = readEnvironment(env, cwd)
  const inItsFiles = {
    DESK_EVENT_LOG_URL: undefined,
    DESK_READ_STORE_URL: undefined,
    DESK_STATE_URL: undefined
  }
  return read(dataDir === undefined ? all : { ...all, ...inItsFiles, DESK_DATA_DIR: dataDir })
}

function read(env: Environment): Settings {
  const from = new EnvironmentReader(env)
  from.mistakes.push(...unknownNames(env).mistakes)
  try {
    return from.done({ ...readStoreSettings(from), ...readAccessSettings(from) })
  } catch (error) {
    if (error instanceof InvalidSettings) throw new UsageMistake(error.message)
    throw error
  }
}
