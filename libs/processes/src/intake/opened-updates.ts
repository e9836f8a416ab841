import { type RecordedEvent, Unavailable } from '#event-log'
import { InfrastructureFault, isJsonObject, type JsonObject } from '#kernel'
import { type Classified, classify } from '#telegram'
import type { IntakeOptions } from './options.js'
import { sequenceOf } from './sequence.js'

/** An update as recorded, opened. `gone`: recorded without body, or its key was destroyed. */
export type Opened =
  | { readonly kind: 'update'; readonly update: Classified }
  | { readonly kind: 'gone'; readonly why: 'stub' | 'key_destroyed' }

export interface OpenedUpdates {
  /**
   * Waits where a command names a bot and our own name is not known yet: until then nobody can say whose it is.
   * @throws Error when the blob was changed, or the signal was aborted meanwhile; VaultUnavailable
   */
  open(event: RecordedEvent, signal: AbortSignal): Promise<Opened>
  /**
   * What the update is in order with: see `sequenceOf`.
   * A body that can't be opened is a sequence of its own. @throws VaultUnavailable
   */
  sequenceOf(event: RecordedEvent): Promise<string>
}

const askAgainMs = 250

/** A command for one of several bots: `/claim@desk_bot`. */
function namesABot(body: JsonObject): boolean {
  const message = body['message'] ?? body['edited_message']
  if (!isJsonObject(message)) return false
  const text = message['text'] ?? message['caption']
  return typeof text === 'string' && /^\/\w+@/.test(text)
}

/** `seen` is told of every update when it is read, ahead of its turn. */
export function createOpenedUpdates(
  options: Pick<IntakeOptions, 'desk' | 'client' | 'botUsername'>,
  seen: (update: Classified) => void
): OpenedUpdates {
  const { desk, client, botUsername } = options
  const bot = () => ({ id: Number(client.botId), username: botUsername() })
  /** Asked for twice, by the runner for the sequence and by the handler. */
  const bodies = new WeakMap<RecordedEvent, JsonObject>()

  async function bodyOf(event: RecordedEvent): Promise<JsonObject | 'stub' | 'key_destroyed'> {
    const known = bodies.get(event)
    if (known) return known
    const { id: eventId, stream, type, personal, meta } = event
    if (personal === undefined || meta.subjectId === undefined) return 'stub'
    const at = { stream, eventId, type, subjectId: meta.subjectId }
    const body = await desk.sealer.open(at, personal)
    if (body) bodies.set(event, body)
    return body ?? 'key_destroyed'
  }

  async function nameKnown(signal: AbortSignal): Promise<void> {
    while (botUsername() === undefined) {
      if (signal.aborted) throw new Unavailable('stopped before the name of the bot was known')
      await desk.clock.sleep(askAgainMs, signal)
    }
  }

  return {
    async open(event, signal) {
      const body = await bodyOf(event)
      if (body === 'stub' || body === 'key_destroyed') return { kind: 'gone', why: body }
      if (namesABot(body)) await nameKnown(signal)
      const update = classify(body, bot())
      seen(update)
      return { kind: 'update', update }
    },
    async sequenceOf(event) {
      const body = await bodyOf(event).catch(error => {
        if (error instanceof InfrastructureFault) throw error
        return undefined
      })
      if (body === undefined || typeof body === 'string') return event.stream
      const update = classify(body, bot())
      seen(update)
      return sequenceOf(update.about, event, options)
    }
  }
}
