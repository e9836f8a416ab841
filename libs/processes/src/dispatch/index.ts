export { Alarm } from './alarm.js'
export { type FencedNotes, fencedNotes } from './fenced-notes.js'
export { Fifo, Timers } from './queues.js'
