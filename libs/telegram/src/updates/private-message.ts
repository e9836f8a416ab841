import type { RichText } from '../text/rich-text.js'
import { personIn } from './author.js'
import type { Classified, Content } from './classified.js'
import { commandIn, serviceKindOf } from './content.js'
import { objectAt, topicOf } from './fields.js'
import { messageOf, type WireMessage } from './wire-message.js'

/** What a deep link may carry (Bot API, "Deep linking"). */
const payloadForm = /^[A-Za-z0-9_-]{1,64}$/

/** A message in a private chat with the bot: a customer's, but for `/start` and what Telegram itself puts there. */
export function classifyPrivateMessage(wire: WireMessage): Classified {
  const { message, chatId, editedAt, ignored } = wire
  const service = serviceKindOf(message)
  if (service) return ignored(service)
  const customer = personIn(objectAt(message, 'from'))
  if (!customer) return ignored('not_from_a_person')
  const about = { whom: 'customer', userId: customer.id } as const
  const written = { ...messageOf(wire), about, chatId, threadId: topicOf(message), customer }
  const start = startIn(written.content)
  if (start && editedAt === undefined && (start.text === '' || payloadForm.test(start.text))) {
    return { kind: 'customer_start', ...written, payload: start.text === '' ? undefined : start.text }
  }
  // Words after /start that no link can carry were typed by a person.
  const all = start && start.text !== '' ? { ...written, content: { ...written.content, ...start } } : written
  const { command } = commandIn(all.content) ?? {}
  return editedAt === undefined
    ? { kind: 'customer_message', ...all, command }
    : { kind: 'customer_edit', ...all, command, editedAt }
}

/** What follows `/start`. */
function startIn(content: Content): RichText | undefined {
  if (content.kind !== 'text') return undefined
  const { command } = commandIn(content) ?? {}
  return command?.name === 'start' ? command.args : undefined
}
