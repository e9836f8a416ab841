export { type Accepted, acceptedOf, type Call, perform, type UsedMethod } from './calls.js'
export { cardEdit, compose } from './compose.js'
export { createSources, type Sources } from './sources.js'
export type { Target } from './target.js'
