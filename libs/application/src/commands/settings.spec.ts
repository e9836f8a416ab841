import { afterEach, describe, expect, it } from '@jest/globals'
import { type SettingKindName, settingStream } from '#domain'
import type { JsonObject } from '#kernel'
import { firstStart } from '../first-start.js'
import { contextOf, type TestDesk, testDesk } from '../testing/test-desk.js'
import { type TestReads, testReads } from '../testing/test-reads.js'
import { UnreliableLog } from '../testing/unreliable-log.js'
import { PublishSetting, PublishSettingHandler } from './publish-setting.js'
import { RetireSetting, RetireSettingHandler } from './retire-setting.js'

const publish = (
  desk: TestDesk,
  kind: SettingKindName,
  id: string,
  body: unknown,
  more: Parameters<typeof contextOf>[1] & { readonly cause?: string } = {}
) => {
  const { cause = `publish ${kind} ${id} ${JSON.stringify(body)}`, ...context } = more
  return new PublishSettingHandler(desk).execute(
    new PublishSetting(kind, id, body, contextOf(cause, context))
  )
}
const opened: TestReads[] = []
afterEach(async () => {
  for (const { stop } of opened.splice(0)) await stop()
})
const retire = async (desk: TestDesk, kind: SettingKindName, id: string) => {
  const views = await testReads(desk)
  opened.push(views)
  return new RetireSettingHandler(desk, views.reads).execute(
    new RetireSetting(kind, id, contextOf(`retire ${kind} ${id}`))
  )
}
const bodyOf = async (desk: TestDesk, id: string) =>
  (await desk.stored(settingStream('queue', id))).at(-1)?.data['body']

async function startedDesk() {
  const desk = testDesk()
  await firstStart(desk)
  return desk
}

describe('the first start', () => {
  it('publishes the queue general as default, and the settings of the desk', async () => {
    const desk = await startedDesk()
    expect(await desk.settings.defaultQueue()).toBe('general')
    expect(await desk.settings.queueExists('general')).toBe(true)
    expect(await desk.settings.desk()).toMatchObject({ reopenWithinS: 604_800, agents: 'group' })
    expect(await bodyOf(desk, 'general')).toEqual({
      name: 'General',
      description: '',
      position: 0,
      default: true,
      assignment: expect.objectContaining({ strategy: 'manual', fallback: null })
    })
  })

  it('again, and by two processes at once, adds nothing', async () => {
    const desk = testDesk()
    await Promise.all([firstStart(desk), firstStart(desk.another())])
    const head = await desk.log.head()
    await firstStart(desk)
    await firstStart(desk.another())
    expect(await desk.log.head()).toBe(head)
  })

  it('leaves what people changed', async () => {
    const desk = await startedDesk()
    await publish(desk, 'desk', 'main', { agents: 'listed' })
    await publish(desk, 'queue', 'billing', { name: 'Billing', default: true })
    await firstStart(desk.another())
    expect(await desk.settings.defaultQueue()).toBe('billing')
    expect((await desk.settings.desk()).agents).toBe('listed')
  })
})

describe('publishing', () => {
  it('completes the body and counts the versions', async () => {
    const desk = await startedDesk()
    expect(await publish(desk, 'queue', 'billing', { name: 'Billing' })).toMatchObject({
      ok: true,
      value: { revision: 0, events: [{ type: 'SettingPublished' }] }
    })
    expect(await publish(desk, 'queue', 'billing', { name: 'Bills', position: 2 })).toMatchObject({
      ok: true,
      value: { revision: 1 }
    })
    expect(await bodyOf(desk, 'billing')).toEqual({
      name: 'Bills',
      description: '',
      position: 2,
      default: false,
      assignment: expect.objectContaining({ strategy: 'manual' })
    })
  })

  it('an equal body is no new version', async () => {
    const desk = await startedDesk()
    await publish(desk, 'queue', 'billing', { name: 'Billing' })
    const equal = { default: false, name: 'Billing', position: 0 }
    expect(await publish(desk, 'queue', 'billing', equal)).toMatchObject({
      ok: true,
      value: { events: [], revision: 0 }
    })
  })

  it('a body that breaks rules is refused with each of them', async () => {
    const desk = await startedDesk()
    const refused = await publish(desk, 'queue', 'billing', { position: 'first' })
    expect(refused).toMatchObject({
      ok: false,
      reason: 'invalid_setting',
      problems: [{ pointer: '/name' }, { pointer: '/position' }]
    })
  })

  it('checks the precondition before the body, and a known command before both', async () => {
    const desk = await startedDesk()
    const first = await publish(desk, 'queue', 'billing', { name: 'Billing' }, { cause: 'key' })
    expect(await publish(desk, 'queue', 'billing', {}, { ifRevision: 7 })).toMatchObject({
      reason: 'precondition_failed',
      details: { current_revision: 0 }
    })
    expect(await publish(desk, 'queue', 'billing', {}, { cause: 'key', ifRevision: 7 })).toMatchObject({
      ok: true,
      value: { events: first.ok && first.value.events, repeated: true }
    })
  })

  it('only where nothing is, when so asked', async () => {
    const desk = await startedDesk()
    const ifNothing = { ifRevision: -1 }
    expect(await publish(desk, 'queue', 'billing', { name: 'Billing' }, ifNothing)).toMatchObject({
      ok: true
    })
    expect(await publish(desk, 'queue', 'billing', { name: 'Bills' }, ifNothing)).toMatchObject({
      reason: 'precondition_failed'
    })
  })

  it.each(['No Slug', '', '-a', 'a'.repeat(65), 'search', 'imports', 'export', 'simulations'])(
    'under %p, which is no id, is refused with the rule',
    async id => {
      const desk = await startedDesk()
      const head = await desk.log.head()
      expect(await publish(desk, 'queue', id, { name: 'x' })).toMatchObject({
        reason: 'invalid_setting',
        problems: [{ pointer: '', code: 'id', message: expect.stringContaining('[a-z0-9][a-z0-9_-]{0,63}') }]
      })
      expect(await retire(desk, 'queue', id)).toMatchObject({ reason: 'unknown_setting' })
      expect(await desk.log.head()).toBe(head)
    }
  )

  it.each<[SettingKindName, string]>([
    ['desk', 'default-queue'],
    ['desk', 'other']
  ])('of %s/%s is unknown', async (kind, id) => {
    const desk = await startedDesk()
    expect(await publish(desk, kind, id, { name: 'x' })).toMatchObject({ reason: 'unknown_setting' })
    expect(await retire(desk, kind, id)).toMatchObject({ reason: 'unknown_setting' })
  })
})

const fallsBackTo = (queue_id: string) => ({
  assignment: { strategy: 'round_robin', fallback: { after_s: 60, queue_id } }
})

describe('what a setting names', () => {
  it.each<[SettingKindName, JsonObject, string, string]>([
    ['queue', { name: 'One', assignment: { teams: ['l9'] } }, '/assignment/teams/0', 'unknown_team'],
    ['saved_list', { name: 'One', filter: { queue: ['none-such'] } }, '/filter/queue/0', 'unknown_queue'],
    ['saved_list', { name: 'One', filter: { team: 'l9' } }, '/filter/team', 'unknown_team']
  ])('by %s %j is there', async (kind, body, pointer, code) => {
    const desk = await startedDesk()
    expect(await publish(desk, kind, 'one', body)).toMatchObject({
      reason: 'invalid_setting',
      problems: [{ pointer, code }]
    })
  })
})

describe('the fallback of a queue', () => {
  it('is a queue in force', async () => {
    const desk = await startedDesk()
    expect(await publish(desk, 'queue', 'one', { name: 'One', ...fallsBackTo('none') })).toMatchObject({
      reason: 'invalid_setting',
      problems: [{ pointer: '/assignment/fallback/queue_id', code: 'unknown_queue' }]
    })
  })

  it('never comes back to the queue, however far round', async () => {
    const desk = await startedDesk()
    const circle = { problems: [{ pointer: '/assignment/fallback/queue_id', code: 'circle' }] }
    const one = (to: string) => publish(desk, 'queue', 'one', { name: 'One', ...fallsBackTo(to) })
    expect(await one('one')).toMatchObject(circle)
    await publish(desk, 'queue', 'one', { name: 'One' })
    await publish(desk, 'queue', 'two', { name: 'Two', ...fallsBackTo('one') })
    await publish(desk, 'queue', 'three', { name: 'Three', ...fallsBackTo('two') })
    expect(await one('two')).toMatchObject(circle)
    expect(await one('three')).toMatchObject(circle)
    expect(await one('general')).toMatchObject({ ok: true })
  })
})

describe('the default queue', () => {
  it('moves to the one published as default, and the old one is cleared', async () => {
    const desk = await startedDesk()
    await publish(desk, 'queue', 'billing', { name: 'Billing', default: true })
    expect(await desk.settings.defaultQueue()).toBe('billing')
    expect(await bodyOf(desk, 'billing')).toMatchObject({ default: true })
    expect(await bodyOf(desk, 'general')).toMatchObject({ name: 'General', default: false })
  })

  it('can not be published without being the default, nor retired', async () => {
    const desk = await startedDesk()
    expect(await publish(desk, 'queue', 'general', { name: 'General' })).toMatchObject({
      reason: 'default_queue_required'
    })
    expect(await retire(desk, 'queue', 'general')).toMatchObject({ reason: 'default_queue_required' })
    expect(await publish(desk, 'queue', 'general', { name: 'All', default: true })).toMatchObject({
      ok: true
    })
  })

  it.each([1, 2])('is one queue again when the command is repeated after a crash at append %i', async at => {
    const desk = await startedDesk()
    const log = new UnreliableLog(desk.log)
    const append = log.append.bind(log)
    let appends = 0
    log.append = async (...asked) => {
      if (appends++ === at) throw new Error('crash')
      return append(...asked)
    }
    const body = { name: 'Billing', default: true }
    await expect(publish(desk.another(log), 'queue', 'billing', body)).rejects.toThrow('crash')
    await publish(desk.another(), 'queue', 'billing', body)
    expect(await desk.settings.defaultQueue()).toBe('billing')
    expect(await bodyOf(desk, 'general')).toMatchObject({ default: false })
  })

  it('stays where it moved since, when an old command is repeated', async () => {
    const desk = await startedDesk()
    await publish(desk, 'queue', 'billing', { name: 'Billing', default: true })
    await publish(desk, 'queue', 'sales', { name: 'Sales', default: true })
    const head = await desk.log.head()
    await publish(desk.another(), 'queue', 'billing', { name: 'Billing', default: true })
    expect(await desk.settings.defaultQueue()).toBe('sales')
    expect(await desk.log.head()).toBe(head)
  })
})

describe('retiring', () => {
  it('what a setting in force refers to is refused, and names it', async () => {
    const desk = await startedDesk()
    const calendar = { name: 'B', time_zone: 'Europe/Berlin', weekly: { mon: [['09:00', '18:00']] } }
    const targets = [{ metric: 'first_reply', target_s: 60 }]
    await publish(desk, 'calendar', 'berlin', calendar)
    await publish(desk, 'sla_policy', 'standard', { name: 'S', calendar_id: 'berlin', targets })
    expect(await retire(desk, 'calendar', 'berlin')).toMatchObject({
      reason: 'calendar_in_use',
      details: { used_by: 'sla-policies/standard' }
    })
    expect(await retire(desk, 'sla_policy', 'standard')).toMatchObject({ ok: true })
    expect(await retire(desk, 'calendar', 'berlin')).toMatchObject({ ok: true })
    const again = { name: 'T', calendar_id: 'berlin', targets }
    expect(await publish(desk, 'sla_policy', 'second', again)).toMatchObject({
      reason: 'invalid_setting',
      problems: [{ pointer: '/calendar_id', code: 'unknown_calendar', message: 'is not a calendar' }]
    })
  })

  it('a queue that another falls back to is refused, and names it', async () => {
    const desk = await startedDesk()
    await publish(desk, 'queue', 'last', { name: 'Last' })
    await publish(desk, 'queue', 'first', { name: 'First', ...fallsBackTo('last') })
    expect(await retire(desk, 'queue', 'last')).toMatchObject({
      reason: 'queue_in_use',
      details: { used_by: 'queues/first' }
    })
  })

  it('a queue or a team that a policy or a saved list names is refused, and names it', async () => {
    const desk = await startedDesk()
    const calendar = { name: 'B', time_zone: 'Europe/Berlin', weekly: { mon: [['09:00', '18:00']] } }
    await publish(desk, 'calendar', 'berlin', calendar)
    await publish(desk, 'queue', 'billing', { name: 'Billing' })
    await publish(desk, 'queue', 'returns', { name: 'Returns' })
    await publish(desk, 'team', 'l2', { name: 'Level 2' })
    await publish(desk, 'sla_policy', 'standard', {
      name: 'S',
      calendar_id: 'berlin',
      filter: { queue_id: ['general', 'billing'] },
      targets: [{ metric: 'first_reply', target_s: 60 }]
    })
    await publish(desk, 'saved_list', 'mine', {
      name: 'M',
      filter: { queue: 'returns', team: ['none', 'l2'] }
    })
    const users: [SettingKindName, string, string][] = [
      ['queue', 'billing', 'sla-policies/standard'],
      ['queue', 'returns', 'saved-lists/mine'],
      ['team', 'l2', 'saved-lists/mine']
    ]
    for (const [kind, id, used_by] of users)
      expect(await retire(desk, kind, id)).toMatchObject({ reason: `${kind}_in_use`, details: { used_by } })
    await retire(desk, 'saved_list', 'mine')
    expect(await retire(desk, 'team', 'l2')).toMatchObject({ ok: true })
  })

  it('what nobody published is unknown', async () => {
    expect(await retire(await startedDesk(), 'queue', 'billing')).toMatchObject({ reason: 'unknown_setting' })
  })

  it('the settings of the desk brings the defaults back', async () => {
    const desk = await startedDesk()
    await publish(desk, 'desk', 'main', { agents: 'listed' })
    await retire(desk, 'desk', 'main')
    expect((await desk.settings.desk()).agents).toBe('group')
  })
})
