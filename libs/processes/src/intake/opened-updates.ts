import type { RecordedEvent } from '#event-log'
import { conversationIdFor } from '#kernel'
import { type Classified, classify, sequenceOf as telegramSequenceOf } from '#telegram'
import type { IntakeOptions } from './options.js'

/** An update as recorded, opened. `gone`: recorded without body, or its key was destroyed. */
export type Opened =
  | { readonly kind: 'update'; readonly update: Classified }
  | { readonly kind: 'gone'; readonly why: 'stub' | 'key_destroyed' }

export interface OpenedUpdates {
  /** @throws Error when the blob was changed; VaultUnavailable */
  open(event: RecordedEvent): Promise<Opened>
  /**
   * What the update is in order with. Names no customer: a private chat stands under its conversation's id.
   * A body that can't be opened is a sequence of its own. @throws VaultUnavailable
   */
  sequenceOf(event: RecordedEvent): Promise<string>
}

export function createOpenedUpdates(
  options: Pick<IntakeOptions, 'desk' | 'client' | 'botUsername'>
): OpenedUpdates {
  const { desk, client, botUsername } = options
  const bot = () => ({ id: Number(client.botId), username: botUsername() })
  /** Asked for twice, by the runner for the sequence and by the handler. */
  const opened = new WeakMap<RecordedEvent, Opened>()

  async function open(event: RecordedEvent): Promise<Opened> {
    const known = opened.get(event)
    if (known) return known
    const fresh = await openFresh(event)
    opened.set(event, fresh)
    return fresh
  }

  async function openFresh(event: RecordedEvent): Promise<Opened> {
    const { id: eventId, stream, type, personal, meta } = event
    if (personal === undefined || meta.subjectId === undefined) return { kind: 'gone', why: 'stub' }
    const at = { stream, eventId, type, subjectId: meta.subjectId }
    const body = await desk.sealer.open(at, personal)
    return body ? { kind: 'update', update: classify(body, bot()) } : { kind: 'gone', why: 'key_destroyed' }
  }

  async function ofPrivateChat(userId: number): Promise<string> {
    return `conversation:${conversationIdFor(await desk.vault.subjectFor(userId), client.botId)}`
  }

  return {
    open,
    async sequenceOf(event) {
      const known = await open(event).catch(error => {
        if (error instanceof Error && error.name === 'VaultUnavailable') throw error
        return undefined
      })
      if (known?.kind !== 'update') return event.stream
      const { update } = known
      switch (update.kind) {
        case 'customer_message':
        case 'customer_edit':
        case 'customer_start':
        case 'customer_blocked':
        case 'customer_unblocked':
          return ofPrivateChat(update.customer.id)
        case 'button':
          return update.on.where === 'private' ||
            (update.on.where === 'inaccessible' && update.on.chat === 'private')
            ? ofPrivateChat(update.from.id)
            : telegramSequenceOf(update)
        case 'other':
          return event.stream
        default:
          return telegramSequenceOf(update)
      }
    }
  }
}
