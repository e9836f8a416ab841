export * from './current.js'
export * from './indexing.js'
export * from './port.js'
export * from './view.js'
