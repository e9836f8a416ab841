export * from './read-endpoint.js'
export * from './register.js'
