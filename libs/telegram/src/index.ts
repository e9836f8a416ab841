export * from './budgets/budgets.js'
export * from './client/call-result.js'
export * from './client/client.js'
export { type FetchedFile, mostFetchedBytes, type TelegramFiles } from './client/download.js'
export { Reupload } from './client/reupload.js'
export * from './client/telegram-error.js'
export { newUploadIn, Upload } from './client/upload.js'
export * from './logger.js'
export * from './polling/poll.js'
export * from './polling/webhook.js'
export * from './setup/inspect-bot.js'
export * from './text/rich-text.js'
export * from './text/split.js'
export * from './updates/classified.js'
export {
  allowedUpdates,
  classify,
  type InlineQuery,
  inlineQueryIn,
  isInChat,
  isUpdate
} from './updates/classify.js'
export type { ContentKind } from './updates/content-kinds.js'
export type { ContentDetails } from './updates/details.js'
export type { BotIdentity } from './updates/wire-message.js'
