export * from './principal.js'
export * from './scopes.js'
