import { describe, expect, it } from '@jest/globals'
import { FakeClock } from '#kernel'
import { type CallResult, classifyError, type TelegramClient } from '#telegram'
import { createAsides } from './asides.js'

const tooMany = { retry_after: 7 }
const limited: CallResult<never> = {
  kind: 'error',
  code: 429,
  description: 'Too Many Requests: retry after 7',
  parameters: tooMany,
  classified: classifyError(429, 'Too Many Requests: retry after 7', tooMany)
}
const gone = 'Bad Request: message to react not found'
const refused: CallResult<never> = {
  kind: 'error',
  code: 400,
  description: gone,
  parameters: {},
  classified: classifyError(400, gone, {})
}

function given(...answers: readonly CallResult<never>[]) {
  const clock = new FakeClock()
  const calls: [string, number, unknown][] = []
  const left = [...answers]
  const call: TelegramClient['call'] = async (method, params) => {
    const { chat_id, message_id, message_ids } = params as { [name: string]: unknown }
    calls.push([method, Number(chat_id), message_id ?? message_ids])
    return left.shift() ?? { kind: 'ok', result: true as never }
  }
  // Nothing else of the desk is looked at.
  const options = { client: { call }, desk: { clock } } as unknown as Parameters<typeof createAsides>[0]
  const settled = () => new Promise(resolve => setImmediate(resolve))
  async function passes(ms: number, stepMs: number): Promise<void> {
    await settled()
    for (let passed = 0; passed < ms; passed += stepMs) {
      await clock.advance(stepMs)
      await settled()
    }
  }
  return { asides: createAsides(options), passes, calls }
}

describe('what is done at Telegram by the way', () => {
  it('is not lost to a limit: it is made again after the wait, and what comes behind it in the chat waits, too', async () => {
    const { asides, passes, calls } = given(limited)
    asides.acknowledge({ chatId: -1, messageId: 5 })
    asides.remove(-1, [6, 7])
    asides.acknowledge({ chatId: -2, messageId: 8 })
    await passes(6999, 6999)
    expect(calls).toEqual([
      ['setMessageReaction', -1, 5],
      ['setMessageReaction', -2, 8]
    ])
    await passes(1, 1)
    expect(calls.slice(2)).toEqual([
      ['setMessageReaction', -1, 5],
      ['deleteMessages', -1, [6, 7]]
    ])
  })

  it('is made again when its answer was lost, five times in all, and once when it is refused', async () => {
    const lost: CallResult<never> = { kind: 'lost', why: 'connection' }
    const { asides, passes, calls } = given(...Array(5).fill(lost), refused)
    asides.remove(-1, [1])
    asides.acknowledge({ chatId: -1, messageId: 2 })
    asides.acknowledge({ chatId: -1, messageId: 3 })
    await passes(60_000, 1000)
    expect(calls.map(([method]) => method)).toEqual([
      ...Array(5).fill('deleteMessages'),
      'setMessageReaction',
      'setMessageReaction'
    ])
  })

  it('holds no more than a hundred of a chat back', async () => {
    const { asides, passes, calls } = given(limited)
    for (let messageId = 0; messageId < 150; messageId++) asides.acknowledge({ chatId: -1, messageId })
    await passes(7000, 7000)
    expect(calls).toHaveLength(101)
  })
})
