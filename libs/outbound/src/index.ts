export * from './guarded-client.js'
export type { LookUp } from './look-up.js'
export { type Addresses, addresses, maxUrlLength, wrongWith } from './public-address.js'
