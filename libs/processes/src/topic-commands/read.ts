import type { Command } from '#telegram'
import type { Language } from '../words/index.js'
import { type Ask, mistake, type Typed } from './ask.js'
import { nearestTo } from './nearest.js'
import { type TopicCommand, type TopicCommandName, topicCommands } from './table.js'

const byName = new Map<string, TopicCommand & { readonly name: TopicCommandName }>(
  topicCommands.map(command => [command.name, command])
)

/** What is refused is recorded under this name, never under what somebody typed. */
export const recordedName = (typed: string): TopicCommandName | 'unknown' =>
  byName.get(typed)?.name ?? 'unknown'

const usageOf = ({ name, usage }: TopicCommand): string => `/${name}${usage && ` ${usage}`}`

/** Pure. */
export function readCommand({ name, args }: Command, by: Pick<Typed, 'agentId' | 'now' | 'hasMedia'>): Ask {
  const known = byName.get(name)
  if (!known) return mistake('unknown_command', { nearest: nearestTo(name, [...byName.keys()]) })
  const words = args.text.split(/\s+/).filter(Boolean)
  return known.read({ ...by, args, words, usage: usageOf(known) })
}

/** A line for each command: how it is used, and what it does. */
export const commandList = (language: Language): string =>
  topicCommands.map(command => `${usageOf(command)}: ${command.help[language]}`).join('\n')
