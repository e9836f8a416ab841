import { join } from 'node:path'
import { toldIn } from '#domain'
import { openSqliteLog } from '#event-log/sqlite'
import type { Office } from './office.js'

const counted = /^(send|copy|edit|create|close|reopen|pin)/
/** What the desk had taken up when it heard of the pause; by its own clock, so how long the way to Telegram takes is no matter. */
const takenUpMs = 500
/** Telegram's answer and the end of the process may have crossed. */
const crossedMs = 500

interface Attempted {
  readonly chat: string
  readonly method: string
  readonly at: number
}

/** Calls that the desk began for a chat although Telegram had asked to leave it alone, by what it put on record itself. */
export async function impatience(
  office: Pick<Office, 'dataDir' | 'killedAt'>,
  /** How many times as fast as the machine's its clock runs. */
  speed = 1
): Promise<string[]> {
  const attempts: Attempted[] = []
  const latest = new Map<string, Attempted>()
  const pauses: (Attempted & { readonly until: number })[] = []
  const log = await openSqliteLog({ path: join(office.dataDir, 'log.db'), readOnly: true })
  for await (const item of log.subscribe('start', AbortSignal.timeout(60_000))) {
    if (item.kind === 'caughtUp') break
    const told = toldIn('delivery', item.event)
    const { stream, recordedAt: at } = item.event
    if (told?.type === 'DeliveryAttempted' && counted.test(told.data.method)) {
      const { staffGroupId, conversationId, method } = told.data
      const attempt = { chat: String(staffGroupId ?? conversationId), method, at }
      attempts.push(attempt)
      latest.set(stream, attempt)
    }
    const refused = latest.get(stream)
    if (told?.type !== 'DeliveryRejected' || told.data.reason !== 'rate_limited' || !refused) continue
    pauses.push({ ...refused, at, until: told.data.retryAt ?? at })
  }
  await log.close()
  return pauses
    .filter(({ at }) => !office.killedAt.some(killed => Math.abs(killed - at) <= crossedMs * speed))
    .flatMap(({ chat, at, until }) => {
      const early = attempts.find(
        each => each.chat === chat && each.at > at + takenUpMs * speed && each.at < until - 50
      )
      return early
        ? [`${early.method} ${early.at - at} ms after a 429 that asked for ${until - at} ms in ${chat}`]
        : []
    })
}
