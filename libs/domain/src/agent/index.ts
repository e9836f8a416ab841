export * from './absence.js'
export * from './agent.js'
export * from './profile.js'
