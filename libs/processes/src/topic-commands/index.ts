export type { Ask } from './ask.js'
export {
  almostCommand,
  commandList,
  type Read,
  readCommand,
  recordedName,
  standingAsked,
  usageOf,
  wordsAfter
} from './read.js'
export { type TopicCommandName, topicCommands } from './table.js'
