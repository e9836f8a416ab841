export * from './delivery.js'
