import { describe, expect, it, jest } from '@jest/globals'
import {
  type AgentCommand,
  agentDecider,
  agentStream,
  type SettingCommand,
  settingDecider,
  settingStream
} from '#domain'
import { Conflict, OutcomeUnknown } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { agentIdFor, type SubjectId } from '#kernel'
import { conceal } from '#privacy'
import { contextOf, type TestDesk, testDesk, whileTimePasses } from './testing/test-desk.js'
import { openTicket } from './testing/ticket.js'
import { UnreliableLog } from './testing/unreliable-log.js'

const queue = settingStream('queue', 'billing')
const publish = (name: string): SettingCommand => ({
  type: 'PublishSetting',
  kind: 'queue',
  id: 'billing',
  body: { name }
})
const publishOn = (desk: TestDesk, name: string, more: Parameters<typeof contextOf>[1] = {}) =>
  desk.runner.run(settingDecider, queue, publish(name), contextOf(`publish ${name}`, more))
const names = async (desk: TestDesk) => {
  const events = await desk.stored(queue)
  return events.map(event => JSON.stringify(event.data['body']))
}

const threeDays = 3 * 24 * 3600 * 1000

describe('a command that comes again', () => {
  it('is one event and the first answer after a crash', async () => {
    const desk = testDesk()
    const first = await publishOn(desk, 'one')
    const again = await publishOn(desk.another(), 'one')
    expect(again).toEqual({ ok: true, value: { ...(first.ok && first.value), repeated: true } })
    expect(await desk.stored(queue)).toHaveLength(1)
  })

  it('is one event and the first answer after other commands', async () => {
    const desk = testDesk()
    const first = await publishOn(desk, 'one')
    await publishOn(desk, 'two')
    await publishOn(desk, 'three')
    for (const process of [desk, desk.another()]) {
      expect(await publishOn(process, 'one')).toEqual({
        ok: true,
        value: { ...(first.ok && first.value), repeated: true }
      })
    }
    expect(await names(desk)).toEqual(['{"name":"one"}', '{"name":"two"}', '{"name":"three"}'])
  })

  it('is one event and the first answer after three days', async () => {
    const desk = testDesk()
    const first = await publishOn(desk, 'one')
    await publishOn(desk, 'two')
    await desk.clock.advance(threeDays)
    expect(await publishOn(desk.another(), 'one')).toMatchObject({
      ok: true,
      value: { events: first.ok && first.value.events, repeated: true }
    })
    expect(await desk.stored(queue)).toHaveLength(2)
  })

  it('is one event and the first answer from a second process with a stale cache', async () => {
    const desk = testDesk()
    const second = desk.another()
    await publishOn(desk, 'one')
    await second.runner.load(settingDecider, queue)
    const first = await publishOn(desk, 'two')
    await publishOn(desk, 'three')
    const again = await whileTimePasses(desk.clock, publishOn(second, 'two'))
    expect(again).toMatchObject({ ok: true, value: { events: first.ok && first.value.events } })
    expect(await desk.stored(queue)).toHaveLength(3)
  })

  it('is the first answer ahead of its old precondition', async () => {
    const desk = testDesk()
    await publishOn(desk, 'one')
    const first = await publishOn(desk, 'two', { ifRevision: 0 })
    await publishOn(desk, 'three')
    for (const process of [desk, desk.another()]) {
      expect(await publishOn(process, 'two', { ifRevision: 0 })).toMatchObject({
        ok: true,
        value: { events: first.ok && first.value.events, repeated: true }
      })
    }
  })

  it('is the first answer with all its events when it made several', async () => {
    const desk = testDesk()
    const log = new UnreliableLog(desk.log)
    const process = desk.another(log)
    const { runTicket, ticket } = await openTicket(process)
    const first = await runTicket('reply', ticket.reply)
    expect(first.ok && first.value.events.map(event => event.type)).toEqual([
      'TicketAssigned',
      'TicketStatusChanged',
      'ReplyRequested'
    ])
    const { runTicket: runAgain } = await openTicket(desk.another())
    expect(await runAgain('reply', ticket.reply)).toEqual({
      ok: true,
      value: { ...(first.ok && first.value), repeated: true }
    })
  })
})

describe('a precondition', () => {
  it('that names another revision is refused with the present one', async () => {
    const desk = testDesk()
    await publishOn(desk, 'one')
    await publishOn(desk, 'two')
    expect(await publishOn(desk, 'three', { ifRevision: 0 })).toEqual({
      ok: false,
      reason: 'precondition_failed',
      details: { current_revision: 1 }
    })
  })

  it('that names a revision which a stale cache does not know yet is met', async () => {
    const desk = testDesk()
    const second = desk.another()
    await publishOn(desk, 'one')
    await second.runner.load(settingDecider, queue)
    await publishOn(desk, 'two')
    expect(await publishOn(second, 'three', { ifRevision: 1 })).toMatchObject({ ok: true })
  })

  it('that held in a stale cache only is refused', async () => {
    const desk = testDesk()
    const second = desk.another()
    await publishOn(desk, 'one')
    await second.runner.load(settingDecider, queue)
    await publishOn(desk, 'two')
    expect(await whileTimePasses(desk.clock, publishOn(second, 'three', { ifRevision: 0 }))).toMatchObject({
      ok: false,
      reason: 'precondition_failed',
      details: { current_revision: 1 }
    })
  })
})

describe('a stale cache', () => {
  it('does not refuse what the log allows', async () => {
    const desk = testDesk()
    const second = desk.another()
    const { runTicket, ticket } = await openTicket(desk)
    await runTicket('claim', ticket.claimBy('ann'))
    const other = await openTicket(second)
    expect(await other.runTicket('early', ticket.claimBy('bob'))).toMatchObject({
      ok: false,
      reason: 'already_assigned'
    })
    await runTicket('give up', { type: 'UnassignTicket' })
    expect(await other.runTicket('late', ticket.claimBy('bob'))).toMatchObject({ ok: true })
  })

  it('does not take for done what was undone since', async () => {
    const desk = testDesk()
    const second = desk.another()
    await publishOn(desk, 'one')
    await second.runner.load(settingDecider, queue)
    await publishOn(desk, 'two')
    const again = second.runner.run(settingDecider, queue, publish('one'), contextOf('one once more'))
    expect(await again).toMatchObject({ ok: true, value: { events: [{ revision: 2 }] } })
  })

  it('is decided again after a conflict', async () => {
    const desk = testDesk()
    const log = new UnreliableLog(desk.log)
    const second = desk.another(log)
    const { runTicket, ticket } = await openTicket(desk)
    const other = await openTicket(second)
    log.meanwhile = () => runTicket('claim', ticket.claimBy('ann'))
    const late = await whileTimePasses(desk.clock, other.runTicket('late', ticket.claimBy('bob')))
    expect(late).toMatchObject({
      ok: false,
      reason: 'already_assigned',
      details: { agentId: ticket.agent('ann') }
    })
  })
})

describe('commands of one stream', () => {
  it('run one after the other in one process, without a conflict', async () => {
    const desk = testDesk()
    const log = new UnreliableLog(desk.log)
    const process = desk.another(log)
    const all = Array.from({ length: 50 }, (_, n) => publishOn(process, `name ${n}`))
    const revisions = (await Promise.all(all)).map(done => done.ok && done.value.revision)
    expect(revisions).toEqual(Array.from({ length: 50 }, (_, n) => n))
    expect(log.appends).toHaveLength(50)
  })

  it('at once from two processes are all done, each once', async () => {
    const desk = testDesk()
    const second = desk.another()
    const all = Array.from({ length: 10 }, (_, n) => publishOn(n % 2 ? desk : second, `name ${n}`))
    await whileTimePasses(desk.clock, Promise.all(all))
    expect(new Set(await names(desk)).size).toBe(10)
    expect(await desk.stored(queue)).toHaveLength(10)
  })

  it('go on after one of them failed', async () => {
    const desk = testDesk()
    const log = new UnreliableLog(desk.log)
    const process = desk.another(log)
    log.conflicts = 6
    const first = publishOn(process, 'one')
    const second = publishOn(process, 'two')
    await expect(whileTimePasses(desk.clock, first)).rejects.toThrow(Conflict)
    expect(await second).toMatchObject({ ok: true, value: { revision: 0 } })
  })

  it('do not wait for those of another', async () => {
    const desk = testDesk()
    const log = new UnreliableLog(desk.log)
    const process = desk.another(log)
    const blocked = Promise.withResolvers<void>()
    log.meanwhile = () => blocked.promise
    const first = publishOn(process, 'one')
    const other = settingStream('queue', 'sales')
    const command = { type: 'PublishSetting' as const, kind: 'queue' as const, id: 'sales', body: {} }
    expect(await process.runner.run(settingDecider, other, command, contextOf('sales'))).toMatchObject({
      ok: true
    })
    blocked.resolve()
    await first
  })
})

describe('a log that has troubles', () => {
  it('gets the identical append again when an answer was lost', async () => {
    const desk = testDesk()
    const log = new UnreliableLog(desk.log)
    log.lostAnswers = 1
    const done = await whileTimePasses(desk.clock, publishOn(desk.another(log), 'one'))
    expect(done).toMatchObject({ ok: true, value: { revision: 0 } })
    const [lost, repeated] = log.appends
    expect(log.appends).toHaveLength(2)
    expect(repeated).toEqual(lost)
    expect(await desk.stored(queue)).toHaveLength(1)
  })

  it('gets the identical append also when others have appended meanwhile', async () => {
    const desk = testDesk()
    const log = new UnreliableLog(desk.log)
    log.lostAnswers = 1
    const process = desk.another(log)
    const one = publishOn(process, 'one')
    while (desk.clock.sleeping === 0) await new Promise(resolve => setImmediate(resolve))
    await publishOn(desk, 'two')
    expect(await whileTimePasses(desk.clock, one)).toMatchObject({ ok: true, value: { revision: 0 } })
    expect(await names(desk)).toEqual(['{"name":"one"}', '{"name":"two"}'])
  })

  it('that never settles an append is a fault, and the command settles it later', async () => {
    const desk = testDesk()
    const log = new UnreliableLog(desk.log)
    const process = desk.another(log)
    log.lostAnswers = 1_000
    await expect(whileTimePasses(desk.clock, publishOn(process, 'one'))).rejects.toThrow(OutcomeUnknown)
    log.lostAnswers = 0
    expect(await publishOn(process, 'one')).toMatchObject({ ok: true, value: { revision: 0 } })
    expect(await desk.stored(queue)).toHaveLength(1)
  })

  it('that conflicts five times is decided a sixth time, and no more', async () => {
    const desk = testDesk()
    const log = new UnreliableLog(desk.log)
    const process = desk.another(log)
    log.conflicts = 5
    expect(await whileTimePasses(desk.clock, publishOn(process, 'one'))).toMatchObject({ ok: true })
    expect(log.appends).toHaveLength(6)
    log.conflicts = 6
    await expect(whileTimePasses(desk.clock, publishOn(process, 'two'))).rejects.toThrow(Conflict)
    expect(log.appends).toHaveLength(12)
  })
})

describe('what is recorded', () => {
  it('never goes back in time', async () => {
    const desk = testDesk()
    await desk.clock.advance(threeDays)
    await publishOn(desk, 'one')
    const slow = testDesk({ log: desk.log, vault: desk.vault })
    await publishOn(slow, 'two')
    const [one, two] = await desk.stored(queue)
    expect(slow.clock.now()).toBeLessThan(one?.recordedAt ?? 0)
    expect(two?.recordedAt).toBe(one?.recordedAt)
  })

  it('names the command, its cause, who asked and the version of the shape', async () => {
    const desk = testDesk()
    const context = contextOf('publish one', { traceparent: 'trace', fingerprint: 'print' })
    await desk.runner.run(settingDecider, queue, publish('one'), context)
    const [event] = await desk.stored(queue)
    expect(event?.meta).toEqual({
      commandId: context.commandId,
      $causationId: 'publish one',
      $correlationId: 'publish one',
      actor: 'key:key_admin',
      schema: 1,
      traceparent: 'trace',
      fingerprint: 'print'
    })
  })
})

describe('personal data', () => {
  const see = (digest: string, subject: SubjectId): AgentCommand => ({
    type: 'SeeAgent',
    how: 'seen',
    agentId: agentIdFor(subject),
    digest,
    profile: conceal({ display_name: 'Ann Agent' })
  })

  async function agentOf(desk: TestDesk) {
    const subject = await desk.vault.subjectFor(4711)
    const stream = agentStream(agentIdFor(subject))
    const run = (cause: string, command: AgentCommand, subjectId?: SubjectId) =>
      desk.runner.run(agentDecider, stream, command, contextOf(cause, subjectId ? { subjectId } : {}))
    return { subject, stream, run }
  }

  it('is sealed under the subject and opens with it', async () => {
    const desk = testDesk()
    const { subject, stream, run } = await agentOf(desk)
    await run('seen', see('a', subject), subject)
    const [event] = await desk.stored(stream)
    expect(JSON.stringify(event)).not.toContain('Ann')
    if (!event?.personal) throw new Error('nothing personal was stored')
    const at = { stream, eventId: event.id, type: event.type, subjectId: subject }
    expect(event.meta.subjectId).toBe(subject)
    expect(await desk.sealer.open(at, event.personal)).toEqual({ display_name: 'Ann Agent' })
  })

  it('goes under the subject that the stream began with when the context names none', async () => {
    const desk = testDesk()
    const { subject, stream, run } = await agentOf(desk)
    await run('seen', see('a', subject), subject)
    await run('renamed', see('b', subject))
    expect((await desk.stored(stream)).map(event => event.meta.subjectId)).toEqual([subject, subject])
  })

  it('of somebody forgotten is refused, and what holds none is still decided', async () => {
    const desk = testDesk()
    const { subject, stream, run } = await agentOf(desk)
    await run('seen', see('a', subject), subject)
    await desk.vault.forget(subject)
    expect(await run('renamed', see('b', subject))).toEqual({ ok: false, reason: 'customer_forgotten' })
    const away: AgentCommand = {
      type: 'ChangeAvailability',
      to: 'away',
      until: null,
      cause: 'request',
      now: desk.clock.now()
    }
    expect(await run('away', away)).toMatchObject({ ok: true })
    expect(await run('seen', see('a', subject), subject)).toMatchObject({
      ok: true,
      value: { repeated: true }
    })
    expect(await desk.stored(stream)).toHaveLength(2)
  })

  it('without a subject is a mistake of the program', async () => {
    const desk = testDesk()
    const { subject, run } = await agentOf(desk)
    await expect(run('seen', see('a', subject))).rejects.toThrow('no subject')
  })
})

describe('a state that need not be the newest', () => {
  it('lacks for so long what another process appended, and never what this one did', async () => {
    const desk = testDesk()
    const other = desk.another()
    await publishOn(desk, 'one')
    const revision = async (maxAgeMs?: number) =>
      (await desk.runner.load(settingDecider, queue, maxAgeMs)).revision
    await publishOn(other, 'two')
    expect(await revision(1000)).toBe(0)
    await desk.clock.advance(999)
    expect(await revision(1000)).toBe(0)
    await desk.clock.advance(1)
    expect(await revision(1000)).toBe(1)
    await publishOn(desk, 'three')
    expect(await revision(1000)).toBe(2)
    await whileTimePasses(desk.clock, publishOn(other, 'four'))
    expect(await revision()).toBe(3)
  })

  it('is none of a stream presumed new, which is not read; where it is not, it is decided again on what is there', async () => {
    const desk = testDesk()
    const presumedNew = (runner: TestDesk['runner'], name: string) =>
      runner.run(settingDecider, queue, publish(name), contextOf(`publish ${name}`), { presumedNew: true })
    const reads = jest.spyOn(desk.log, 'readStream')
    expect(await presumedNew(desk.runner, 'one')).toMatchObject({ ok: true, value: { revision: 0 } })
    expect(reads).not.toHaveBeenCalled()
    const other = desk.another()
    const again = await whileTimePasses(desk.clock, presumedNew(other.runner, 'two'))
    expect(again).toMatchObject({ ok: true, value: { revision: 1 } })
    const repeated = await presumedNew(desk.another().runner, 'one')
    expect(repeated).toMatchObject({ ok: true, value: { revision: 0 } })
    expect(await names(desk)).toEqual(['{"name":"one"}', '{"name":"two"}'])
  })
})

it('reads a stream once and then only what others may have added', async () => {
  const log = new UnreliableLog(openMemoryLog())
  const desk = testDesk({ log })
  for (let n = 0; n < 20; n++) await publishOn(desk, `name ${n}`)
  expect(log.reads).toBe(1)
})
