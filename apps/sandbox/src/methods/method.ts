import type { Params } from '../params.js'
import type { World } from '../world/world.js'

/** One Bot API method: checks first, then changes the world; throws ApiError. The answer becomes `result`. */
export type Method = (world: World, params: Params) => unknown

/** How many messages a call puts into the chat, for the limits; absent: it is not limited. */
export type Cost = (params: Params) => number
