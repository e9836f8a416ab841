export * from './human-line.js'
export * from './logger.js'
export * from './metrics.js'
export * from './scrub.js'
