export * from './conversation.js'
