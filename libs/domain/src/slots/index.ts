export * from './slots.js'
