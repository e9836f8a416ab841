export * from './assignment.js'
