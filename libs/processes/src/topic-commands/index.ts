export type { Ask, DeskAsk, Standing } from './ask.js'
export {
  almostCommand,
  commandList,
  deskCommandList,
  deskCommands,
  isForAgents,
  type Read,
  readCommand,
  readForDesk,
  readInPrivate,
  recordedName,
  usageOf,
  wordsAfter
} from './read.js'
export { type TopicCommandName, topicCommands } from './table.js'
export { timeIn } from './time.js'
