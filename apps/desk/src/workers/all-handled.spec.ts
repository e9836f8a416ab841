import { describe, expect, it } from '@jest/globals'
import type { Position } from '#event-log'
import type { BotId } from '#kernel'
import type { CallResult, TelegramClient } from '#telegram'
import { isAllHandled } from './all-handled.js'

const pending = (count: number): CallResult<unknown> => ({
  kind: 'ok',
  result: { url: '', has_custom_certificate: false, pending_update_count: count }
})

/** The log's head is 5 until Telegram has answered, then 7. */
function desk(answer: CallResult<unknown>, handled: string) {
  let head = '5' as Position
  const asked: string[] = []
  const client: TelegramClient = {
    botId: '700' as BotId,
    timeoutMs: 1000,
    close: () => {},
    async call(method: string): Promise<CallResult<never>> {
      asked.push(method)
      head = '7' as Position
      // In Telegram's shapes.
      return answer as CallResult<never>
    }
  }
  const handledUpTo = async (position: string) => {
    asked.push(position)
    return position <= handled
  }
  return { asked, answer: () => isAllHandled(client, { head: async () => head }, handledUpTo) }
}

describe('what Telegram had to tell', () => {
  it('is handled when nothing waits there and all that the log holds then is handled', async () => {
    const { asked, answer } = desk(pending(0), '7')
    expect(await answer()).toBe(true)
    expect(asked).toEqual(['getWebhookInfo', '7'])
    expect(await desk(pending(0), '6').answer()).toBe(false)
  })

  it.each<[string, CallResult<unknown>]>([
    ['something waits there', pending(1)],
    ['the answer is lost', { kind: 'lost', why: 'timeout' }],
    ['Telegram is not reached', { kind: 'not_sent', why: 'refused' }]
  ])('is perhaps not when %s', async (_, answer) => {
    expect(await desk(answer, '7').answer()).toBe(false)
  })
})
