export * from './analyser/analyser.js'
export { fold, stem, stemsOf, type Word, wordsIn } from './analyser/words.js'
