export * from './registry.js'
export * from './sealed-part.js'
