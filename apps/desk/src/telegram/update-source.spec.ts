import { afterEach, describe, expect, it } from '@jest/globals'
import { type BotId, FakeClock, type JsonObject } from '#kernel'
import { silentLogger } from '#observability'
import type { CallResult, TelegramClient, Webhook } from '#telegram'
import type { UpdateDoor } from './door.js'
import { createUpdateSource } from './update-source.js'

type Answer = CallResult<unknown>
const ok = (result: unknown): Answer => ({ kind: 'ok', result })
const conflict: Answer = {
  kind: 'error',
  code: 409,
  description: 'Conflict',
  parameters: {},
  classified: { kind: 'conflict', with: 'poller' }
}

/** Telegram as a queue of answers to getUpdates; then it is silent until the poll is given up. */
function telegram(answers: Answer[], switches: Answer[] = []) {
  const calls: { method: string; params: JsonObject }[] = []
  const client: TelegramClient = {
    botId: '700' as BotId,
    timeoutMs: 1000,
    close: () => {},
    async call(method: string, params: object, signal?: AbortSignal): Promise<CallResult<never>> {
      calls.push({ method, params: params as JsonObject })
      // Each test says what is answered, in Telegram's shapes.
      if (method !== 'getUpdates') return (switches.shift() ?? ok(true)) as CallResult<never>
      const answer = answers.shift()
      if (answer) return answer as CallResult<never>
      await new Promise<void>(resolve => signal?.addEventListener('abort', () => resolve(), { once: true }))
      return { kind: 'not_sent', why: 'aborted' }
    }
  }
  return { client, calls }
}

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

function run(
  answers: Answer[],
  options: {
    webhook?: Webhook
    receiveBatch?: UpdateDoor['receiveBatch']
    switches?: Answer[]
  } = {}
) {
  const clock = new FakeClock()
  const { client, calls } = telegram(answers, options.switches)
  const recorded: number[] = []
  const door: UpdateDoor = {
    receive: () => Promise.reject(new Error('not used')),
    receiveBatch:
      options.receiveBatch ?? (async updates => void recorded.push(...updates.map(({ update_id: id }) => id)))
  }
  const webhook = options.webhook ?? null
  const source = createUpdateSource({ client, door, clock, logger: silentLogger, webhook })
  const stop = new AbortController()
  const running = source.run(stop.signal)
  stops.push(async () => {
    stop.abort()
    await running
  })
  return { clock, calls, recorded, source }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve))
}

describe('where updates come from', () => {
  it('is polling without a webhook: the webhook is taken away, and nothing that waits is dropped', async () => {
    const { calls, clock, recorded, source } = run([ok([{ update_id: 5 }, { update_id: 6 }])])
    const since = clock.now()
    await until(() => calls.length === 3)
    expect(calls[0]).toEqual({ method: 'deleteWebhook', params: {} })
    expect(recorded).toEqual([5, 6])
    expect(calls[2]?.params['offset']).toBe(7)
    expect(source.status()).toEqual({ kind: 'polling', received: 2, since })
  })

  it('counts what came since this process began, not what came last', async () => {
    const { calls, clock, source } = run([
      ok([{ update_id: 5 }, { update_id: 6 }]),
      ok([{ update_id: 7 }]),
      ok([])
    ])
    const since = clock.now()
    await clock.advance(60_000)
    await until(() => calls.length === 5)
    expect(source.status()).toEqual({ kind: 'polling', received: 3, since })
  })

  it('asks for the same updates again when they could not be recorded', async () => {
    const { calls, clock, source } = run([ok([{ update_id: 5 }]), ok([{ update_id: 5 }])], {
      receiveBatch: () => Promise.reject(new Error('disk full'))
    })
    await until(() => source.status().kind === 'not_recorded')
    await clock.advance(1000)
    await until(() => calls.length === 3)
    expect(calls[2]?.params['offset']).toBeUndefined()
  })

  it('is the webhook when there is one, with its secret and the kinds that the desk wants', async () => {
    const { calls, source } = run([], { webhook: { url: 'https://desk.example/x', secret: 's' } })
    await until(() => source.status().kind === 'webhook')
    expect(calls).toHaveLength(1)
    expect(calls[0]?.params).toMatchObject({ url: 'https://desk.example/x', secret_token: 's' })
    expect(calls[0]?.params['allowed_updates']).toContain('callback_query')
    expect(calls[0]?.params).not.toHaveProperty('drop_pending_updates')
  })

  it('shows a conflict with another poller, and tries again', async () => {
    const { calls, clock, source } = run([conflict, ok([])])
    await until(() => source.status().kind === 'conflict')
    await clock.advance(30_000)
    await until(() => calls.length >= 3 && source.status().kind === 'polling')
  })

  it('shows that the switch failed, and tries again', async () => {
    const { clock, source } = run([ok([])], { switches: [{ kind: 'lost', why: 'timeout' }] })
    await until(() => source.status().kind === 'not_switched')
    await clock.advance(1000)
    await until(() => source.status().kind === 'polling')
  })
})
