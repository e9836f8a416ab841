export * from './api-key.js'
export * from './grants.js'
export * from './principal.js'
export * from './scopes.js'
