export * from './alert.js'
export * from './kinds.js'
