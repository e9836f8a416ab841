export type { Ask } from './ask.js'
export { commandList, readCommand, recordedName } from './read.js'
export { type TopicCommandName, topicCommands } from './table.js'
