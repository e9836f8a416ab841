import type { Desk } from '#application'
import { deliveryDecider, deliveryStream, deskNotices, digestDecider, digestStream } from '#domain'
import { deliveryIdFor } from '#kernel'
import type { LeadsRefusal } from '../alerts/index.js'

/** So many of the last messages are looked at for one of which something is known. */
const mostLookedAt = 5

/** What became of the last message to the leads of which something is known. Undefined: they have it, or there was none. */
export async function leadsRefusal({
  runner,
  settings,
  log
}: Pick<Desk, 'runner' | 'settings' | 'log'>): Promise<LeadsRefusal | undefined> {
  const { leadsChatId: chatId } = deskNotices(await settings.body('desk', 'notices'))
  if (chatId === null) return undefined
  const stream = digestStream({ leadsChatId: chatId })
  const { revision } = await runner.load(digestDecider, stream)
  const ids = []
  for await (const { id } of log.readStream(stream, Math.max(0, revision + 1 - mostLookedAt)))
    ids.unshift(deliveryIdFor(id, 'digest'))
  for (const id of ids) {
    const { state } = await runner.load(deliveryDecider, deliveryStream(id))
    if (state.phase === 'rejected') return { chatId, code: state.code, reason: state.reason }
    if (state.phase === 'succeeded') return undefined
  }
  return undefined
}
