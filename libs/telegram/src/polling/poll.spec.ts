import { describe, expect, it } from '@jest/globals'
import { type BotId, FakeClock } from '#kernel'
import type { CallResult } from '../client/call-result.js'
import type { TelegramClient } from '../client/client.js'
import { classifyError } from '../client/telegram-error.js'
import { type PollStatus, poll } from './poll.js'

type Answer = CallResult<unknown>

/** A poller whose every call waits until the test answers it. */
function given(onUpdates: (ids: number[]) => Promise<void> = async () => undefined) {
  const clock = new FakeClock()
  const stop = new AbortController()
  const statuses: PollStatus[] = []
  const asked: { params: unknown; answer: (answer: Answer) => void }[] = []
  const waiting: ((call: (typeof asked)[number]) => void)[] = []
  const call = (_: string, params: unknown, signal?: AbortSignal) =>
    new Promise<Answer>(resolve => {
      const one = { params, answer: resolve }
      signal?.addEventListener('abort', () => resolve({ kind: 'lost', why: 'aborted' }), { once: true })
      const taker = waiting.shift()
      if (taker) taker(one)
      else asked.push(one)
    })
  const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined }
  const client = {
    botId: '77' as BotId,
    timeoutMs: 1,
    call,
    close: () => undefined
  } as unknown as TelegramClient
  const over = poll({
    client,
    clock,
    logger,
    signal: stop.signal,
    onUpdates: updates => onUpdates(updates.map(({ update_id: id }) => id)),
    onStatus: status => statuses.push(status)
  })
  /** The next getUpdates call. */
  const next = () =>
    new Promise<(typeof asked)[number]>(resolve => {
      const one = asked.shift()
      if (one) resolve(one)
      else waiting.push(resolve)
    })
  /** Waits until the poller pauses, then lets so much time pass. */
  const pass = async (ms: number) => {
    while (clock.sleeping === 0) await new Promise(resolve => setImmediate(resolve))
    await clock.advance(ms)
  }
  return { clock, stop, statuses, over, next, pass, open: () => asked.length }
}

const updates = (...ids: number[]): Answer => ({ kind: 'ok', result: ids.map(id => ({ update_id: id })) })
const refusal = (code: number, description: string): Answer => ({
  kind: 'error',
  code,
  description,
  parameters: {},
  classified: classifyError(code, description)
})

describe('polling', () => {
  it('asks for the kinds of updates that the desk handles, and for what comes after the last batch', async () => {
    const recorded: number[][] = []
    const desk = given(async ids => void recorded.push(ids))
    const first = await desk.next()
    expect(first.params).toEqual({
      timeout: 50,
      limit: 100,
      allowed_updates: [
        ...['message', 'edited_message', 'callback_query', 'my_chat_member', 'chat_member'],
        'inline_query'
      ]
    })
    first.answer(updates(7, 8, 9))
    const second = await desk.next()
    expect(second.params).toMatchObject({ offset: 10 })
    second.answer(updates())
    expect((await desk.next()).params).toMatchObject({ offset: 10 })
    expect(recorded).toEqual([[7, 8, 9]])
    expect(desk.statuses).toEqual([
      { kind: 'polling', received: 3 },
      { kind: 'polling', received: 0 }
    ])
    desk.stop.abort()
    await desk.over
  })

  it('follows Telegram when it begins anew with lower numbers', async () => {
    const desk = given()
    ;(await desk.next()).answer(updates(900))
    ;(await desk.next()).answer(updates(3))
    expect((await desk.next()).params).toMatchObject({ offset: 4 })
    desk.stop.abort()
    await desk.over
  })

  it('confirms nothing before it is recorded, and asks for the same again when that fails', async () => {
    let recorded: () => void = () => undefined
    let attempts = 0
    const desk = given(() => {
      attempts++
      if (attempts === 1) return Promise.reject(new Error('disk full'))
      return new Promise(resolve => {
        recorded = resolve
      })
    })
    ;(await desk.next()).answer(updates(7))
    await desk.pass(500)
    const again = await desk.next()
    expect(again.params).not.toHaveProperty('offset')
    again.answer(updates(7))
    while (attempts < 2) await new Promise(resolve => setImmediate(resolve))
    expect(desk.open()).toBe(0)
    recorded()
    expect((await desk.next()).params).toMatchObject({ offset: 8 })
    expect(desk.statuses).toEqual([{ kind: 'not_recorded' }, { kind: 'polling', received: 1 }])
    desk.stop.abort()
    await desk.over
  })

  it('tries again after a conflict, and says with whom', async () => {
    const desk = given()
    ;(await desk.next()).answer(refusal(409, "Conflict: can't use getUpdates method while webhook is active"))
    await desk.pass(2999)
    expect(desk.open()).toBe(0)
    await desk.clock.advance(1)
    ;(await desk.next()).answer(refusal(409, 'Conflict: terminated by other getUpdates request'))
    await desk.pass(3000)
    ;(await desk.next()).answer(updates())
    await desk.next()
    expect(desk.statuses).toEqual([
      { kind: 'conflict', with: 'webhook' },
      { kind: 'conflict', with: 'poller' },
      { kind: 'polling', received: 0 }
    ])
    desk.stop.abort()
    await desk.over
  })

  it('waits as long as Telegram says, and ever longer while it is away', async () => {
    const desk = given()
    ;(await desk.next()).answer(refusal(429, 'Too Many Requests: retry after 20'))
    await desk.pass(19_999)
    expect(desk.open()).toBe(0)
    await desk.clock.advance(1)
    for (const pause of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      ;(await desk.next()).answer({ kind: 'not_sent', why: 'refused' })
      await desk.pass(pause - 1)
      expect(desk.open()).toBe(0)
      await desk.clock.advance(1)
    }
    await desk.next()
    expect(desk.statuses.at(-1)).toEqual({ kind: 'unreachable', why: 'refused' })
    desk.stop.abort()
    await desk.over
  })

  it('stops at once while it polls and while it pauses, and finishes what it is recording', async () => {
    const polling = given()
    await polling.next()
    polling.stop.abort()
    await polling.over

    const pausing = given()
    ;(await pausing.next()).answer({ kind: 'lost', why: 'timeout' })
    await pausing.pass(0)
    pausing.stop.abort()
    await pausing.over

    let finish: () => void = () => undefined
    let finished = false
    const recording = given(async () => {
      await new Promise<void>(resolve => {
        finish = resolve
      })
      finished = true
    })
    ;(await recording.next()).answer(updates(7))
    await new Promise(resolve => setImmediate(resolve))
    recording.stop.abort()
    finish()
    await recording.over
    expect(finished).toBe(true)
  })
})
