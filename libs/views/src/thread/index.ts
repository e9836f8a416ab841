export * from './document.js'
export * from './fold.js'
export * from './thread-of.js'
