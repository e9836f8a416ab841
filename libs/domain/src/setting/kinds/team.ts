import { type AgentId, agentIdIn, agentIdText, type Json, type JsonObject } from '#kernel'
import { count, type FieldProblem, fieldOf, list, problem, required, standard, text } from '../fields.js'
import { settingKind } from '../spec.js'

const maxMembers = 1000

/** `tg:<user id>`: somebody as Telegram knows them. Never published: it becomes the id of an agent before. */
export function telegramUserIn(member: string): number | undefined {
  const digits = /^tg:([1-9]\d{0,15})$/.exec(member)?.[1]
  const id = Number(digits)
  return Number.isSafeInteger(id) ? id : undefined
}

const member = fieldOf(
  { type: 'string', examples: ['agt_5f0c9d0e-3c62-5f8b-9d53-3c0d8a8f7a11', 'tg:200000001'] },
  value =>
    typeof value === 'string' && (agentIdIn(value) !== undefined || telegramUserIn(value) !== undefined),
  'must be the id of an agent, or tg: and the id of a user of Telegram'
)

/** Of members in any of their forms. */
export const repeatedMembers = (members: readonly Json[], at: string): FieldProblem[] =>
  members.flatMap((one, index) =>
    members.indexOf(one) < index ? [problem(`${at}/${index}`, 'repeated', 'is in the list twice')] : []
  )

export const teamKind = settingKind({
  kind: 'team',
  path: 'teams',
  what: 'a team',
  name: 'Team',
  example: { name: 'Level 2', level: 2, members: [] },
  fields: {
    name: required(text(1, 100)),
    level: standard(count(1, 100), 1),
    members: standard(list(member, { max: maxMembers, of: 'agents' }, repeatedMembers), [])
  },
  alsoNeeds: (body, published) => (changesMembers(body, published) ? ['agents:write'] : [])
})

/** Whoever is given by their Telegram id may become an agent by it. */
function changesMembers({ members }: JsonObject, published: JsonObject): boolean {
  const given = Array.isArray(members) ? members : []
  const before = membersOf(published).map(agentIdText)
  return given.length !== before.length || given.some(one => !before.some(id => id === one))
}

/** How high a team stands, as it was published. */
export const levelOf = ({ level }: JsonObject): number => (typeof level === 'number' ? level : 1)

/** Of a team as it was published. */
export const membersOf = ({ members }: JsonObject): readonly AgentId[] =>
  (Array.isArray(members) ? members : []).flatMap(one =>
    typeof one === 'string' ? (agentIdIn(one) ?? []) : []
  )
