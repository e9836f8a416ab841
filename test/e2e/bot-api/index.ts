export { Colleague, Customer } from './people.js'
export { BotApi } from './server.js'
export type { Call, Message, Update } from './types.js'
export { buttonsOf, saidIn, textOf } from './world.js'
