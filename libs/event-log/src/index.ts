export * from './codec.js'
export { isStreamName } from './encode.js'
export * from './errors.js'
export * from './port.js'
