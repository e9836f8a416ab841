export * from './card-side.js'
export * from './topic.js'
