import { randomInt } from 'node:crypto'
import type { Message, MessageEntity } from '@grammyjs/types'
import { badRequest } from '../api-error.js'
import { isRecord, type JsonRecord, Params } from '../params.js'
import { parsed } from '../text/formatted.js'
import type { World } from '../world/world.js'
import type { Method } from './method.js'
import { send } from './send.js'

export const maxOptions = 12

type Poll = NonNullable<Message['poll']>

/** Question and options keep nothing of their markup but custom emoji. */
function line(params: Params, name: string, mode: string, entities: string) {
  const found = parsed(params, name, entities, mode)
  return { text: found.text, entities: found.entities.filter(({ type }) => type === 'custom_emoji') }
}

const some = <Name extends string>(name: Name, entities: MessageEntity[]) =>
  entities.length > 0 ? { [name]: entities } : {}

function optionOf(option: unknown, index: number): Poll['options'][number] {
  const given: JsonRecord = isRecord(option) ? option : { text: String(option) }
  if (given['media']) throw badRequest('the sandbox does not play media of poll options')
  const { text, entities } = line(new Params(given), 'text', 'text_parse_mode', 'text_entities')
  if (text === '') throw badRequest('poll options must be non-empty')
  return { persistent_id: String(index), text, ...some('text_entities', entities), voter_count: 0 }
}

export const sendPoll: Method = (world: World, params) => {
  const question = line(params, 'question', 'question_parse_mode', 'question_entities')
  if (question.text === '') throw badRequest('poll question must be non-empty')
  const given = params.json('options', 'poll options')
  if (!Array.isArray(given) || given.length < 1) throw badRequest('poll must have at least 1 option')
  if (given.length > maxOptions) throw badRequest(`poll can't have more than ${maxOptions} options`)
  if (!['', 'regular'].includes(params.text('type') ?? '')) {
    throw badRequest('the sandbox plays regular polls only')
  }
  const description = parsed(params, 'description', 'description_entities', 'description_parse_mode')
  const flag = (name: string, otherwise: boolean) => (params.has(name) ? params.flag(name) : otherwise)
  const poll: Poll = {
    ...pollOf(question.text, []),
    ...some('question_entities', question.entities),
    options: given.map(optionOf),
    is_closed: params.flag('is_closed'),
    is_anonymous: flag('is_anonymous', true),
    allows_multiple_answers: params.flag('allows_multiple_answers'),
    allows_revoting: flag('allows_revoting', true),
    ...(description.text !== '' && {
      description: description.text,
      ...some('description_entities', description.entities)
    })
  }
  return send(world, params, { poll })
}

/** A poll nobody has voted in. */
export const pollOf = (question: string, texts: string[]) => ({
  id: String(randomInt(1e14, 2e14)),
  question,
  options: texts.map((text, index) => ({ persistent_id: String(index), text, voter_count: 0 })),
  total_voter_count: 0,
  is_closed: false,
  is_anonymous: true,
  type: 'regular' as const,
  allows_multiple_answers: false,
  allows_revoting: true,
  members_only: false
})
