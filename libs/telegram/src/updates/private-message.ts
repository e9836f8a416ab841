import { personIn } from './author.js'
import type { Classified } from './classified.js'
import { commandIn, serviceKindOf } from './content.js'
import { objectAt, topicOf } from './fields.js'
import { messageOf, type WireMessage } from './wire-message.js'

/** A message in a private chat with the bot: a customer's, but for `/start` and what Telegram itself puts there. */
export function classifyPrivateMessage(wire: WireMessage): Classified {
  const { message, chatId, editedAt, ignored } = wire
  const service = serviceKindOf(message)
  if (service) return ignored(service)
  const customer = personIn(objectAt(message, 'from'))
  if (!customer) return ignored('not_from_a_person')
  const about = { whom: 'customer', userId: customer.id } as const
  const all = { ...messageOf(wire), about, chatId, threadId: topicOf(message), customer }
  if (editedAt !== undefined) return { kind: 'customer_edit', ...all, editedAt }
  const { command } = commandIn(all.content) ?? {}
  if (command?.name === 'start' && all.content.kind === 'text') {
    return { kind: 'customer_start', ...all, payload: command.args.text }
  }
  return { kind: 'customer_message', ...all }
}
