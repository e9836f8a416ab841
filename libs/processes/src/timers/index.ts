export { createAutoClose } from './auto-close.js'
export type { Due, TimerKindOf, TimerKinds } from './due.js'
export type { TelegramReach, TimersOptions } from './options.js'
export { createTimers, type Timers } from './timers.js'
