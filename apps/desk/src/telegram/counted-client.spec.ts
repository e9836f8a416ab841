import { describe, expect, it } from '@jest/globals'
import { type BotId, FakeClock } from '#kernel'
import { type CallResult, classifyError, type TelegramClient } from '#telegram'
import { countedClient } from './counted-client.js'

function given(...answers: CallResult<never>[]) {
  const clock = new FakeClock()
  const inner: TelegramClient = {
    botId: '7' as BotId,
    timeoutMs: 1,
    call: async () => answers.shift() ?? { kind: 'lost', why: 'connection' },
    close: () => undefined
  }
  return { clock, ...countedClient(inner, clock) }
}

const refused: CallResult<never> = {
  kind: 'error',
  code: 400,
  description: 'Bad Request',
  parameters: {},
  classified: classifyError(400, 'Bad Request')
}

describe('calls to Telegram', () => {
  it('are counted by how they went', async () => {
    const { client, rates } = given(
      refused,
      { kind: 'not_sent', why: 'refused' },
      { kind: 'lost', why: 'aborted' }
    )
    for (let i = 0; i < 4; i++) await client.call('getMe', {})
    expect(rates()).toEqual({ calls: 4, refused: 1, unanswered: 2 })
  })

  it('are forgotten after ten minutes, and for the day after 24 hours', async () => {
    const { client, rates, ofDay, clock } = given(refused)
    await client.call('getMe', {})
    await clock.advance(599_999)
    expect(rates().calls).toBe(1)
    await clock.advance(1)
    expect(rates().calls).toBe(0)
    await clock.advance(86_400_000 - 600_001)
    expect(ofDay()).toEqual({ calls: 1, refused: 1, unanswered: 0 })
    await clock.advance(1)
    expect(ofDay().calls).toBe(0)
  })
})
