export * from './agent.js'
export * from './profile.js'
