export * from './directories/index.js'
export { Plan } from './dispatch/index.js'
export * from './registry.js'
export {
  alertWords,
  commonLanguage,
  customerWords,
  type FoundArticle,
  type FoundByWords,
  type FoundTemplate,
  slaNames
} from './words/index.js'
