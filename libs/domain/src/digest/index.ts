export * from './digest.js'
