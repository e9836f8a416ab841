import { isJsonObject, type JsonObject } from '#kernel'
import { type Field, type FieldProblem, fieldOf, problem } from '../setting/fields.js'

/** What people type in topics, and with their bot, that is the desk's: no rule may have it. */
export const deskCommandNames = [
  'note',
  'claim',
  'assign',
  'unassign',
  'hold',
  'wait',
  'resume',
  'resolve',
  'reopen',
  'close',
  'priority',
  'queue',
  'escalate',
  'ack',
  'tag',
  't',
  'kb',
  'away',
  'busy',
  'back',
  'me',
  'team',
  'queues',
  'status',
  'find',
  'help',
  'console',
  'start',
  'tickets'
] as const
export type DeskCommandName = (typeof deskCommandNames)[number]

const isDesks = (name: string): boolean => deskCommandNames.some(known => known === name)

const form: Field = fieldOf(
  { type: 'string', pattern: '^[a-z0-9_]{1,32}$', examples: ['pay_link'] },
  given => typeof given === 'string' && /^[a-z0-9_]{1,32}$/.test(given),
  'must be a name of 1 to 32 characters a-z, 0-9 and _, without slash'
)

/** As Telegram takes them in its menu. */
export const commandField: Field = {
  schema: form.schema,
  check: (given, at) =>
    typeof given === 'string' && isDesks(given)
      ? [problem(at, 'taken', `is a command of the desk: /${given}`)]
      : form.check(given, at)
}

/** A command is meant each time that it is typed, unless its rule says otherwise. */
export const withOnce = (body: JsonObject): JsonObject =>
  body['once'] === undefined && answersCommand(body) ? { ...body, once: 'event' } : body

const answersCommand = ({ on }: JsonObject): boolean => Array.isArray(on) && on.includes('command')

/** What must hold of a rule that answers a command, and of one that does not. */
export function commandProblems(body: JsonObject): readonly FieldProblem[] {
  const { command = null, after = null } = body
  const answers = answersCommand(body)
  if (answers === (command === null))
    return [
      problem(
        '/command',
        'invalid',
        answers ? 'must be there: the rule is on command' : 'must be left out: the rule is not on command'
      )
    ]
  return answers && isJsonObject(after)
    ? [problem('/after', 'invalid', 'must be left out: a command is answered at once')]
    : []
}
