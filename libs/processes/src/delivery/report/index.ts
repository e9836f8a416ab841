export { Consequences } from './consequences.js'
export { Recorder, untilDone } from './recorder.js'
export { Settlement } from './settle.js'
