import { pino } from 'pino'
import { loggable, scrub } from './scrub.js'

export type Fields = { readonly [name: string]: unknown }

/** Fields first, then a message that is the same text for the same kind of thing. */
export interface Logger {
  debug(fields: Fields, message: string): void
  info(fields: Fields, message: string): void
  warn(fields: Fields, message: string): void
  /** `error` as a field: name, message, stack and causes are logged. */
  error(fields: Fields, message: string): void
  /** The same logger with these fields in every line. */
  with(fields: Fields): Logger
}

export type Level = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** One JSON object per line, to `write` or standard output. No bot token and no credential passes. */
export function createLogger(options: {
  readonly name: string
  readonly level: Level
  readonly write?: (line: string) => void
}): Logger {
  const settings = {
    name: options.name,
    level: options.level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) }
  }
  const { write } = options
  return wrap(write ? pino(settings, { write }) : pino(settings), {})
}

function wrap(to: ReturnType<typeof pino>, always: Fields): Logger {
  const log = (level: Exclude<Level, 'silent'>) => (fields: Fields, message: string) => {
    if (to.isLevelEnabled(level)) to[level](loggable({ ...always, ...fields }), scrub(message))
  }
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    with: fields => wrap(to, { ...always, ...fields })
  }
}

/** Says nothing: for tests. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  with: () => silentLogger
}
