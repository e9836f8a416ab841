export * from './types.js'
export * from './types-of.js'
