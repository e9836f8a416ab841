export * from './document.js'
export * from './fold.js'
