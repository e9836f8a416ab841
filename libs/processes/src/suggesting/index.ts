export { createSuggesting } from './suggesting.js'
