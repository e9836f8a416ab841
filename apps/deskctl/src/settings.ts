import {
  InvalidSettings,
  readEnvironment,
  readSettings,
  type Settings
} from '../../desk/src/start/settings.js'
import { UsageMistake } from './failure.js'
import type { Terminal } from './terminal.js'

/** The same settings as the desk's: environment and `.env`. `dataDir` instead of DESK_DATA_DIR, where given. */
export function settingsOf(terminal: Terminal, dataDir?: string): Settings {
  const { env, cwd } = terminal.io
  try {
    // The file of settings is the desk's business: it was right when the desk began.
    const all = { ...readEnvironment(env, cwd), DESK_SETTINGS_FILE: undefined }
    if (dataDir === undefined) return readSettings(all)
    const inItsFiles = {
      DESK_EVENT_LOG_URL: undefined,
      DESK_READ_STORE_URL: undefined,
      DESK_STATE_URL: undefined
    }
    return readSettings({ ...all, ...inItsFiles, DESK_DATA_DIR: dataDir })
  } catch (error) {
    if (error instanceof InvalidSettings) throw new UsageMistake(error.message)
    throw error
  }
}
