export * from './directories/index.js'
export { Plan } from './dispatch/index.js'
export * from './registry.js'
export { alertWords, commonLanguage } from './words/index.js'
