export { createSlaClock, type SlaClockRun } from './clock.js'
export * from './options.js'
export { createSlaProcess } from './process.js'
export { createRecomputation } from './recomputation.js'
