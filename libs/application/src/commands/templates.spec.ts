import { afterEach, describe, expect, it } from '@jest/globals'
import { contextOf, type TestDesk, testDesk, whileTimePasses } from '../testing/test-desk.js'
import { type TestReads, testReads } from '../testing/test-reads.js'
import { UnreliableLog } from '../testing/unreliable-log.js'
import { PublishSetting, PublishSettingHandler } from './publish-setting.js'
import { PublishSettings, PublishSettingsHandler } from './publish-settings.js'
import { RetireSetting, RetireSettingHandler } from './retire-setting.js'

const template = (shortcode: string, text = 'Hello') => ({ shortcode, name: shortcode, texts: { en: text } })
let count = 0
const publish = (desk: TestDesk, id: string, body: unknown, cause = `publish ${count++}`) =>
  new PublishSettingHandler(desk).execute(new PublishSetting('template', id, body, contextOf(cause)))
const publishArticle = (desk: TestDesk, source_version: unknown) =>
  new PublishSettingHandler(desk).execute(
    new PublishSetting(
      'article',
      'faq',
      { title: `v${source_version}`, source_version },
      contextOf(`a ${count++}`)
    )
  )
const inForce = (desk: TestDesk, id: string) => desk.settings.body('template', id)
const opened: TestReads[] = []
afterEach(async () => {
  for (const { stop } of opened.splice(0)) await stop()
})
const retire = async (desk: TestDesk, id: string) => {
  const views = await testReads(desk)
  opened.push(views)
  const asked = new RetireSetting('template', id, contextOf(`retire ${count++}`))
  return new RetireSettingHandler(desk, views.reads).execute(asked)
}
const taken = (template_id: string) => ({ ok: false, reason: 'shortcode_taken', details: { template_id } })

describe('the shortcode of a template', () => {
  it('is refused to another, in any case and script, until it is free', async () => {
    const desk = testDesk()
    await publish(desk, 'a', template('Возврат'))
    expect(await publish(desk, 'b', template('ВОЗВРАТ'))).toMatchObject(taken('a'))
    expect(await publish(desk, 'a', template('возврат', 'Other words'))).toMatchObject({ ok: true })
    expect(await publish(desk, 'a', template('other'))).toMatchObject({ ok: true })
    expect(await publish(desk, 'b', template('возврат'))).toMatchObject({ ok: true })
    expect(await publish(desk, 'a', template('возврат'))).toMatchObject(taken('b'))
    expect(await retire(desk, 'b')).toMatchObject({ ok: true })
    expect(await publish(desk, 'a', template('возврат'))).toMatchObject({ ok: true })
    expect(await publish(desk, 'b', template('возврат'))).toMatchObject(taken('a'))
  })

  it('goes to one of those that ask for it at once, in whatever process', async () => {
    const desk = testDesk()
    const ids = ['a', 'b', 'c', 'd']
    const asked = Promise.all(ids.map(id => publish(desk.another(), id, template('refund'))))
    const done = await whileTimePasses(desk.clock, asked)
    expect(done.filter(({ ok }) => ok)).toHaveLength(1)
    const there = await Promise.all(ids.map(id => inForce(desk.another(), id)))
    expect(there.filter(Boolean)).toHaveLength(1)
  })

  it('is free again at once where the template was refused for something else', async () => {
    const desk = testDesk()
    const stale = new PublishSetting(
      'template',
      'a',
      template('refund'),
      contextOf('stale', { ifRevision: 7 })
    )
    expect(await new PublishSettingHandler(desk).execute(stale)).toMatchObject({
      reason: 'precondition_failed'
    })
    expect(await publish(desk, 'b', template('refund'))).toMatchObject({ ok: true })
  })

  it.each([1, 2])('is nobody else’s when the command is repeated after a crash at append %i', async at => {
    const desk = testDesk()
    await publish(desk, 'a', template('old'))
    const log = new UnreliableLog(desk.log)
    const append = log.append.bind(log)
    let appends = 0
    log.append = async (...asked) => {
      if (appends++ === at) throw new Error('crash')
      return append(...asked)
    }
    await expect(publish(desk.another(log), 'a', template('refund'), 'crashing')).rejects.toThrow('crash')
    expect(await publish(desk.another(), 'b', template('refund'))).toMatchObject(taken('a'))
    expect(await publish(desk.another(), 'a', template('refund'), 'crashing')).toMatchObject({ ok: true })
    await desk.clock.advance(30_000)
    expect(await publish(desk.another(), 'b', template('old'))).toMatchObject({ ok: true })
  })

  it('that was taken in a crash can be had after 30 s, and then not by the command that crashed', async () => {
    const desk = testDesk()
    const log = new UnreliableLog(desk.log)
    const append = log.append.bind(log)
    log.append = async (stream, ...asked) => {
      if (stream.startsWith('setting-')) throw new Error('crash')
      return append(stream, ...asked)
    }
    await expect(publish(desk.another(log), 'a', template('refund'), 'crashing')).rejects.toThrow('crash')
    expect(await publish(desk.another(), 'b', template('refund'))).toMatchObject(taken('a'))
    await desk.clock.advance(30_000)
    expect(await publish(desk.another(), 'b', template('refund'))).toMatchObject({ ok: true })
    expect(await publish(desk.another(), 'a', template('refund'), 'crashing')).toMatchObject(taken('b'))
  })

  it('of one that was taken since does not keep an old command from its first answer', async () => {
    const desk = testDesk()
    const first = await publish(desk, 'a', template('refund'), 'first')
    await publish(desk, 'a', template('other'))
    await publish(desk, 'b', template('refund'))
    expect(await publish(desk.another(), 'a', template('refund'), 'first')).toMatchObject({
      ok: true,
      value: { repeated: true, events: first.ok && first.value.events }
    })
  })

  it('of templates that are published together is each once', async () => {
    const desk = testDesk()
    await publish(desk, 'a', template('refund'))
    const together = (...given: readonly [string, string][]) =>
      new PublishSettingsHandler(desk).execute(
        new PublishSettings(
          given.map(([id, shortcode]) => ({ kind: 'template' as const, id, body: template(shortcode) })),
          contextOf(`together ${count++}`)
        )
      )
    const problem = { problems: [{ pointer: '/shortcode', code: 'shortcode_taken' }] }
    expect(await together(['b', 'REFUND'])).toMatchObject({ refused: [{ id: 'b', ...problem }] })
    expect(await together(['b', 'new'], ['c', 'New'])).toMatchObject({ refused: [{ id: 'c', ...problem }] })
    expect(await inForce(desk, 'b')).toBeUndefined()
    expect(await together(['a', 'refund'], ['b', 'new'])).toEqual({ ok: true })
    expect(await together(['a', 'refund'], ['b', 'new'])).toEqual({ ok: true })
  })
})

describe('an article that is pushed from outside', () => {
  it('is refused where a newer one is published, also where both come at once', async () => {
    const desk = testDesk()
    expect(await publishArticle(desk, 2)).toMatchObject({ ok: true })
    expect(await publishArticle(desk, 1)).toMatchObject({ ok: false, reason: 'stale_source_version' })
    const pushes = [3, 9, 5, 8, 4].map(version => publishArticle(desk.another(), version))
    await whileTimePasses(desk.clock, Promise.all(pushes))
    expect(await desk.settings.body('article', 'faq')).toMatchObject({ source_version: 9 })
  })

  it('and stands in the settings file too is left as it is by an older file', async () => {
    const desk = testDesk()
    await publishArticle(desk, 5)
    const given = [{ kind: 'article' as const, id: 'faq', body: { title: 'File', source_version: 3 } }]
    expect(
      await new PublishSettingsHandler(desk).execute(new PublishSettings(given, contextOf('file')))
    ).toEqual({ ok: true })
    expect(await desk.settings.body('article', 'faq')).toMatchObject({ title: 'v5' })
  })
})
