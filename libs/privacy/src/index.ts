export * from './personal.js'
export * from './port.js'
