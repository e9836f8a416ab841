import type { RuleCommand } from '#application'
import { type Command, plain, type RichText, sliceText } from '#telegram'
import { commonLanguage, type Language } from '../words/index.js'
import { type Ask, type DeskAsk, type Mistake, mistake, type Typed } from './ask.js'
import { nearestTo } from './nearest.js'
import { consoleCommand, type TopicCommand, type TopicCommandName, topicCommands } from './table.js'

const byName: ReadonlyMap<string, TopicCommand & { readonly name: TopicCommandName }> = new Map(
  topicCommands.map(command => [command.name, command])
)

/** What is refused is recorded under this name, never under what somebody typed. */
export const recordedName = (typed: string): TopicCommandName | 'unknown' =>
  byName.get(typed)?.name ?? 'unknown'

/** Those that need no ticket. */
export const deskCommands: readonly TopicCommand[] = [...byName.values()].filter(({ anywhere }) => anywhere)
const deskNames: readonly string[] = deskCommands.map(({ name }) => name)

/** Empty for what is no command. */
export function usageOf(name: string, language: Language): string {
  const { usage } = byName.get(name) ?? {}
  if (usage === undefined) return ''
  const follows = typeof usage === 'string' ? usage : usage[language]
  return `/${name}${follows && ` ${follows}`}`
}

/** What a command asks for, and the words that it does not use. */
export interface Read {
  readonly ask: Ask
  readonly left: RichText
}

/** Pure. */
export function readCommand(
  { name, args }: Command,
  by: Pick<Typed, 'agentId' | 'now' | 'hasMedia'>,
  ofRules: readonly RuleCommand[] = []
): Read {
  const known = byName.get(name)
  const isOfRule = ofRules.some(one => one.name === name)
  if (!known && isOfRule) return { ask: { kind: 'rule', name, args: args.text.trim() }, left: plain('') }
  // Words alone are written again with the right name; media are there once.
  if (!known) return { ask: unknownCommand(name, ofRules), left: by.hasMedia ? args : plain('') }
  const words = args.text.split(/\s+/).filter(Boolean)
  const ask = known.read({ ...by, args, words, usage: usageOf(known.name, commonLanguage) })
  return { ask, left: known.uses === 'all' ? plain('') : wordsAfter(args, known.uses) }
}

/** Answered to agents only, wherever it is asked. */
export const isForAgents = (name: string): boolean => name !== 'help' && deskNames.includes(name)

/** What needs no ticket, so that it works in General too; undefined for the rest. */
export function readForDesk(command: Command, by: Pick<Typed, 'agentId' | 'now'>): DeskAsk | undefined {
  const { ask } = readCommand(command, { ...by, hasMedia: false })
  switch (ask.kind) {
    case 'help':
    case 'standing':
    case 'availability':
    case 'find':
      return ask
    default:
      return undefined
  }
}

/** In General; undefined for what is no command of the desk. One that needs a ticket, or more words, is answered with that. */
export function readInGeneral(
  command: Command,
  by: Pick<Typed, 'agentId' | 'now'>
): DeskAsk | Mistake | undefined {
  const meant = readForDesk(command, by)
  if (meant) return meant
  const known = byName.get(command.name)
  if (known?.anywhere) {
    const { ask } = readCommand(command, { ...by, hasMedia: false })
    if (ask.kind === 'mistake') return ask
  }
  return known && mistake('needs_a_ticket')
}

/** As in General, in private, where all other words are a customer's; a command that was misspelled is meant for the desk, too. */
export function readInPrivate(
  command: Command,
  by: Pick<Typed, 'agentId' | 'now'>
): DeskAsk | { readonly kind: 'console' } | Mistake | undefined {
  if (command.name === consoleCommand.name) return { kind: 'console' }
  const meant = readInGeneral(command, by)
  if (meant) return meant
  const nearest = command.name === 'start' ? null : nearestTo(command.name, deskNames)
  return nearest === null ? undefined : mistake('unknown_command', { nearest })
}

const unknownCommand = (name: string, ofRules: readonly RuleCommand[]): Ask =>
  mistake('unknown_command', { nearest: nearestOf(name, ofRules) })

const nearestOf = (name: string, ofRules: readonly RuleCommand[]): string | null =>
  nearestTo(name, [...byName.keys(), ...ofRules.map(one => one.name)])

/** What stands after so many words. The name of a person in a mention may have spaces: it counts as one. */
export function wordsAfter({ text, entities }: RichText, words: number): RichText {
  const mention = entities.find(({ type, offset }) => type === 'text_mention' && offset === 0)
  const typed = new RegExp(`^(?:\\s*\\S+){0,${words}}`).exec(text)?.[0].length ?? 0
  const used = words === 0 ? 0 : (mention?.length ?? typed)
  const from = used + (text.length - used - text.slice(used).trimStart().length)
  return from < text.length ? sliceText({ text, entities }, from, text.length) : plain('')
}

/** All that people have typed for a slash. */
const slash = String.raw`[/／⁄∕⧸╱⟋\\]`
const atOnce = /^(?:@\w+[,:]*|[\p{Cf}\s])*[/／⁄∕⧸╱⟋]\s*([^\s@]*)/u
const afterSigns = new RegExp(String.raw`^(?:@\w+|[^\p{L}\p{N}@_])*${slash}(?=\p{L})([^\s@]*)`, 'u')
const afterName = new RegExp(String.raw`^\p{L}+(?: \p{L}+)?[,:]\s*${slash}(?=\p{L})([^\s@]*)`, 'u')

/** As commands of other bots begin. So do words, hence only with the whole name of a command. */
const afterOtherSign = /^[!.]([a-z]+)(?=\s|$)/

/**
 * What begins like a command and is none, after any names and signs: `／note`, `@anna /note`, `/ note`, `❗️/note`. Who
 * writes so means colleagues, not the customer: so does `!note`. After a name that is only typed, `Bob, /note`, it takes a command that is
 * known or nearly so. Undefined for all else.
 */
export function almostCommand(said: RichText, ofRules: readonly RuleCommand[] = []): Ask | undefined {
  const text = withNamesMarked(said).trimStart()
  const begins = atOnce.exec(text) ?? afterSigns.exec(text)
  const name = (begins ?? afterName.exec(text))?.[1]?.toLowerCase()
  const other = afterOtherSign.exec(text.toLowerCase())?.[1]
  if (other !== undefined && byName.has(other)) return mistake('unknown_command', { nearest: other })
  if (name === undefined) return undefined
  const nearest = byName.has(name) ? name : nearestOf(name, ofRules)
  return begins || nearest !== null ? mistake('unknown_command', { nearest }) : undefined
}

/** A mention of somebody without a username is a name with spaces: it becomes one word like the others. */
const withNamesMarked = ({ text, entities }: RichText): string =>
  entities
    .filter(({ type }) => type === 'text_mention')
    .sort((a, b) => b.offset - a.offset)
    .reduce((all, { offset, length }) => `${all.slice(0, offset)}@name${all.slice(offset + length)}`, text)

/** A line for each command: how it is used, and what it does. Those that rules answer are called as their rule is. */
export const commandList = (language: Language, ofRules: readonly RuleCommand[] = []): string =>
  [listOf(topicCommands, language), ...ofRules.map(({ name, title }) => `/${name}: ${title}`)].join('\n')

/** The same of those that work in private. A link to sign in with is given nowhere else. */
export const privateCommandList = (language: Language): string =>
  listOf([...deskCommands, consoleCommand], language)

const listOf = (commands: readonly Pick<TopicCommand, 'name' | 'help'>[], language: Language): string =>
  commands
    .map(command => `${usageOf(command.name, language) || `/${command.name}`}: ${command.help[language]}`)
    .join('\n')
