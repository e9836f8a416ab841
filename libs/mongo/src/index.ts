export * from './database.js'
export * from './errors.js'
