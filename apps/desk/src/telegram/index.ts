export { createUpdateDoor, type Received, type UpdateDoor } from './door.js'
export { createInboxKeys, type InboxKeys, inboxKeyName, keepRetention } from './inbox-keys.js'
export { createUpdateSource, type SourceStatus, type UpdateSource } from './update-source.js'
export { createWebhookHandler, maxUpdateBytes, type WebhookBot, webhookPath } from './webhook.js'
