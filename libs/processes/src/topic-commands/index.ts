export { type Ask, acknowledging, type DeskAsk, escalating, type Standing } from './ask.js'
export {
  almostCommand,
  commandList,
  deskCommands,
  isForAgents,
  privateCommandList,
  type Read,
  readCommand,
  readForDesk,
  readInGeneral,
  readInPrivate,
  recordedName,
  usageOf,
  wordsAfter
} from './read.js'
export { consoleCommand, type TopicCommandName, topicCommands } from './table.js'
export { spelledOut, timeIn } from './time.js'
