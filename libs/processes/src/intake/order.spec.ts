import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { RecordedEvent } from '#event-log'
import { FakeClock, type JsonObject } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { type RunningProcess, runProcess } from '#subscriptions'
import { createIntake } from './intake.js'
import { openScene, type Scene, topic } from './testing/scene.js'
import { alice, anna, boris, text } from './testing/updates.js'

/** Retries do not wait; time limits do not end. */
class HastyClock extends FakeClock {
  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return ms < 2000 ? new Promise(resolve => setImmediate(resolve)) : super.sleep(ms, signal)
  }
}

let scene: Scene
let running: RunningProcess[]
let broken: (event: RecordedEvent) => boolean

beforeEach(async () => {
  scene = await openScene()
  running = []
  broken = () => false
})
afterEach(async () => {
  for (const process of running) await process.stop()
  await scene.close()
})

/** Intake as it runs in the desk; `broken` names the events that it can't handle yet. */
function start(): RunningProcess {
  const { intake, desk, state } = scene.desk
  const process = runProcess({
    process: {
      ...intake,
      handle: async (event, handling) => {
        if (broken(event)) throw new Error('not understood')
        await intake.handle(event, handling)
      }
    },
    log: desk.log,
    state,
    fence: 1,
    clock: new HastyClock(),
    logger: silentLogger,
    metrics: createMetrics(),
    random: () => 0
  })
  running.push(process)
  return process
}

async function done(process: RunningProcess): Promise<void> {
  const head = await scene.desk.desk.log.head()
  // Intake appends as it works: what counts is the head before.
  if (head) expect(await process.waitFor(head, 5000)).toBe(true)
}

async function texts(of: typeof anna | typeof boris): Promise<unknown[]> {
  const received = (await scene.since()).filter(event => event.type === 'CustomerMessageReceived')
  const subject = await scene.desk.desk.vault.findSubject(of.id)
  const mine = received.filter(event => event.meta.subjectId === subject)
  return Promise.all(mine.map(async event => (await scene.desk.opened(event))?.['text']))
}

const messages = (from: typeof anna | typeof boris, count: number) =>
  Array.from({ length: count }, (_, n) => scene.updates.fromCustomer(from, text(`${from.first_name} ${n}`)))
const record = async (all: readonly (JsonObject & { readonly update_id: number })[]) => {
  const events: RecordedEvent[] = []
  for (const update of all) events.push(await scene.desk.record(update))
  return events
}

describe('intake as a process', () => {
  it('handles each chat in order and several at once', async () => {
    const [annas, boriss] = [messages(anna, 10), messages(boris, 10)]
    await record(annas.flatMap((update, n) => [update, ...boriss.slice(n, n + 1)]))
    await done(start())
    expect(await texts(anna)).toEqual(annas.map((_, n) => `Anna ${n}`))
    expect(await texts(boris)).toEqual(boriss.map((_, n) => `Борис ${n}`))
    expect((await scene.types()).filter(type => type === 'TicketOpened')).toHaveLength(2)
  })

  it('sets aside the chat of an update that it can not handle, and brings it back in order', async () => {
    const events = await record([
      ...messages(anna, 1),
      ...messages(boris, 1),
      ...messages(anna, 3),
      ...messages(boris, 2)
    ])
    const poison = events[2]?.id
    broken = event => event.id === poison
    const process = start()
    await done(process)
    expect(await texts(anna)).toEqual(['Anna 0'])
    expect(await texts(boris)).toEqual(['Борис 0', 'Борис 0', 'Борис 1'])
    const parked = await scene.desk.state.parked('intake')
    expect(parked).toHaveLength(3)
    expect(JSON.stringify(parked)).not.toMatch(/"11"|:11\b|private/)
    broken = () => false
    await process.retryParked(parked[0]?.sequence ?? '')
    expect(await texts(anna)).toEqual(['Anna 0', 'Anna 0', 'Anna 1', 'Anna 2'])
    expect(await scene.desk.state.parked('intake')).toEqual([])
  })

  it('goes on after a crash without doing anything twice', async () => {
    await record(messages(anna, 5))
    const first = start()
    await done(first)
    await first.stop()
    const before = await scene.desk.events('')
    // As if the checkpoint had not been written in time: everything comes again.
    const { saveCheckpoint } = scene.desk.state
    const [begin] = before
    if (begin) await saveCheckpoint('intake', { position: begin.position, eventId: begin.id }, 1)
    await done(start())
    expect(await scene.desk.events('')).toEqual(before)
  })

  it('waits with a command that names a bot until it knows its own name, and only with that', async () => {
    await scene.openTicket()
    let name: string | undefined
    const { options, state, desk } = scene.desk
    const clock = new HastyClock()
    const intake = createIntake({ ...options, desk: { ...desk, clock }, botUsername: () => name })
    const about = { state, clock, logger: silentLogger, metrics: createMetrics(), fence: 1, random: () => 0 }
    const process = runProcess({ process: intake, log: desk.log, ...about })
    running.push(process)
    await scene.desk.record(scene.updates.inTopic(alice, topic, text('/resolve@other_bot')))
    await scene.desk.record(scene.updates.inTopic(alice, topic, text('/claim@desk_bot')))
    await record(messages(boris, 1))
    while ((await scene.types()).length < 2) await new Promise(resolve => setImmediate(resolve))
    expect(await scene.types()).toEqual(['TicketOpened', 'CustomerMessageReceived'])
    name = 'desk_bot'
    await done(process)
    expect((await scene.types()).slice(2)).toEqual(['TicketAssigned'])
  })

  it('passes over updates that have no body any more', async () => {
    const [first] = await record(messages(anna, 1))
    await scene.desk.desk.vault.destroyInboxKeysBefore(scene.desk.clock.now() + 86_400_000)
    for (const name of [first?.meta.subjectId ?? '']) {
      if ('evict' in scene.desk.desk.sealer) (scene.desk.desk.sealer.evict as (id: string) => void)(name)
    }
    await done(start())
    expect(await scene.types()).toEqual([])
    expect(await scene.desk.state.parked('intake')).toEqual([])
  })
})
