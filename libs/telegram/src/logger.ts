/** What this lib needs of a logger; pino's fits. */
export interface TelegramLogger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}
