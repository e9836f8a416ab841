export * from './access.js'
export * from './subject.js'
