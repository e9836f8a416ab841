export type { Hook, Hooks, HooksAsked } from './hooks.js'
export * from './port.js'
export type { Piece, Uploads } from './uploads.js'
