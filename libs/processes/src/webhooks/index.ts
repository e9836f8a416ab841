export { openAnswer } from './sealed-answers.js'
export { hookPlace } from './sender.js'
export { newEndpointSecret } from './signature.js'
export { createWebhooks, type Webhooks } from './webhooks.js'
