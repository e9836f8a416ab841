export { createForgetting, type Forgetting, type ForgettingOptions } from './forgetting.js'
export { forgetAgain } from './forgotten-notes.js'
