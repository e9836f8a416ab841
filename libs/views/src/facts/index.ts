export * from './document.js'
export { factsView, foldFacts } from './fold.js'
export { ticketOfFacts } from './packing.js'
