export * from './delivery/index.js'
export * from './directories/index.js'
export * from './intake/index.js'
export * from './sla-clock/index.js'
