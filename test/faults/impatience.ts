import type { Office } from './office.js'

const counted = /^(send|copy|edit|create|close|reopen|pin)/
/** What was on its way when Telegram's answer came. */
const onTheWayMs = 100
/** Telegram's answer and the end of the process may have crossed. */
const crossedMs = 500

/** Calls that were made for a chat although Telegram had asked to leave it alone; the sandbox's clock was not moved. */
export function impatience(office: Office): string[] {
  const calls = office.sandbox.control
    .log({ limit: 10_000 })
    .filter(({ method }) => counted.test(method))
    .map(call => ({ ...call, from: Date.parse(call.at), to: Date.parse(call.at) + (call.ms ?? 0) }))
  const broken: string[] = []
  for (const refused of calls.filter(({ error_code: code }) => code === 429)) {
    const seconds = Number(/retry after (\d+)/.exec(refused.description ?? '')?.[1])
    if (office.killedAt.some(at => at >= refused.from && at <= refused.to + crossedMs)) continue
    const early = calls.find(
      ({ chat_id: chat, from }) =>
        chat === refused.chat_id &&
        from > refused.to + onTheWayMs &&
        from < refused.to + seconds * 1000 - onTheWayMs
    )
    if (early) {
      const after = early.from - refused.to
      broken.push(`${early.method} ${after} ms after a 429 that asked for ${seconds} s in ${refused.chat_id}`)
    }
  }
  return broken
}
