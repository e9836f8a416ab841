export * from './topic.js'
