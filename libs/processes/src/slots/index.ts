export { createSlotKeeper } from './keeper.js'
export { createSlotSweep, type SlotSweepOptions } from './sweep.js'
