export * from './roles.js'
export * from './session.js'
