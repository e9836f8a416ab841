import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { TicketCommand } from '#domain'
import type { RecordedEvent } from '#event-log'
import { annasChat, Scene, World } from '../testing/scene.js'
import { bot, lost, refusal } from '../testing/scripted-telegram.js'
import { Holds } from './holds.js'
import { Outbox } from './outbox.js'

/** An outbox fed by hand: what it opens and finishes, and where its checkpoint would stand. */
class Folding {
  readonly seen: RecordedEvent[] = []
  readonly held = new Set<string>()
  readonly holds = new Holds(position => {
    this.held.add(position)
    return () => this.held.delete(position)
  })
  readonly outbox = new Outbox(
    bot,
    {
      opened: position => this.holds.opened(position),
      finished: position => this.holds.finished(position),
      changed: () => {},
      overtaken: () => {}
    },
    () => 0
  )

  constructor(private readonly all: readonly RecordedEvent[]) {}

  fold(event: RecordedEvent): this {
    for (let stream = this.outbox.known.needs(event); stream; stream = this.outbox.known.needs(event)) {
      const wanted = stream
      this.outbox.known.learn(
        stream,
        this.all.filter(other => other.stream === wanted && other.position < event.position)
      )
    }
    this.outbox.fold(event)
    // Wishes are not in the log: here they come true at once.
    for (const lane of [...this.outbox.lanes.values()]) {
      for (const wished of [...lane.wishes.values()]) this.outbox.fulfil(lane, wished)
    }
    return this
  }

  /** Index of the first event that a restart has to read. */
  markAfter(count: number): number {
    const first = this.all.slice(0, count).findIndex(event => this.held.has(event.position))
    return first < 0 ? count : first
  }

  get open() {
    const lanes = [...this.outbox.lanes.values()]
      .filter(lane => !lane.isEmpty)
      .map(lane => ({
        key: lane.key,
        ground: [lane.topic?.id, lane.card?.id, lane.summary?.id],
        queue: lane.queue.map(task => task.id),
        topic: lane.facts?.topic,
        status: lane.facts?.status
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
    const tasks = [...this.outbox.tasks.values()]
      .map(({ id, progress, doomed }) => ({
        id,
        revision: progress.revision,
        phase: progress.state.phase,
        doomed
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    return { lanes, tasks }
  }
}

type Step = 'write' | 'other' | 'reply' | 'api' | 'resolve' | 'close' | 'lost' | 'gone' | 'blocked' | 'send'
const steps: readonly Step[] = [
  'write',
  'other',
  'reply',
  'api',
  'resolve',
  'close',
  'lost',
  'gone',
  'blocked',
  'send'
]

async function historyOf(plan: readonly Step[]): Promise<RecordedEvent[]> {
  const scene = await Scene.prepared(new World())
  const { telegram } = scene.world
  let { ticketId } = await scene.customerWrites('first')
  let sending = false
  for (const step of plan) {
    const now = scene.world.clock.now()
    const act = (command: TicketCommand) => scene.act(ticketId, command)
    if (step === 'write') ticketId = (await scene.customerWrites('more')).ticketId
    else if (step === 'other') await scene.customerWrites('me too', { user: annasChat + 1 })
    else if (step === 'reply') await scene.agentReplies(ticketId, 'answer').catch(() => {})
    else if (step === 'api')
      await scene.agentReplies(ticketId, 'api', { source: { kind: 'api' } }).catch(() => {})
    else if (step === 'resolve') await act({ type: 'ResolveTicket', cause: 'command', now })
    else if (step === 'close') await act({ type: 'CloseTicket', cause: 'command', now })
    else if (step === 'lost') telegram.answer('sendMessage', lost)
    else if (step === 'gone')
      telegram.answer('sendMessage', refusal(400, 'Bad Request: message thread not found'))
    else if (step === 'blocked') {
      const inPrivate = (call: { params: Readonly<Record<string, unknown>> }) =>
        Number(call.params['chat_id']) > 0
      telegram.answer(inPrivate, refusal(403, 'Forbidden: bot was blocked by the user'))
    } else {
      if (!sending) await scene.delivery.start()
      sending = true
      await scene.passes(500)
    }
  }
  const head = await scene.log.head()
  const events: RecordedEvent[] = []
  for await (const item of scene.log.subscribe('start', new AbortController().signal)) {
    if (item.kind === 'event') events.push(item.event)
    if (item.kind === 'caughtUp' || item.event.position === head) break
  }
  await scene.stop()
  return events
}

describe('the outbox', () => {
  it('is the same whether it is folded from the start or from where the checkpoint stands after any event', async () => {
    const plans = fc.array(fc.constantFrom(...steps), { minLength: 3, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(plans, async plan => {
        const all = await historyOf(plan)
        const whole = new Folding(all)
        const marks = all.map((event, index) => whole.fold(event).markAfter(index + 1))
        for (const mark of new Set(marks)) {
          const resumed = new Folding(all)
          for (const event of all.slice(mark)) resumed.fold(event)
          expect(resumed.open).toEqual(whole.open)
        }
      }),
      { numRuns: 25 }
    )
  }, 60_000)

  it('folding an event of a delivery twice, or one that is known already, changes nothing', async () => {
    const all = await historyOf(['reply', 'lost', 'write'])
    const once = new Folding(all)
    const twice = new Folding(all)
    for (const event of all) {
      once.fold(event)
      twice.fold(event)
      if (event.stream.startsWith('delivery-')) twice.fold(event)
    }
    expect(twice.open).toEqual(once.open)
  })
})
