import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnAgent, PublishSetting } from '#application'
import { agentIdFor, commandIdFor, type JsonObject } from '#kernel'
import { openScene, type Scene, topic } from './testing/scene.js'
import { alice, bob, groupId, photo, text } from './testing/updates.js'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
  await scene.openTicket()
})
afterEach(() => scene.close())

let count = 0
const context = () => ({
  ...{ commandId: commandIdFor('saved', count++), causationId: 'test', correlationId: 'test' },
  actor: 'process:test' as const
})
const message = (body: JsonObject) => ({
  ...{ message_id: 77, date: 1, chat: { id: groupId, type: 'supergroup' }, from: bob },
  ...body
})
const save = (words: string, answered: JsonObject | undefined, where: number | null = topic, by = alice) =>
  scene.desk.receive(
    scene.updates.inTopic(by, where, {
      ...text(words),
      ...(answered && { reply_to_message: message(answered) })
    })
  )
const called = (method: string) =>
  scene.desk.telegram.calls.filter(call => call.method === method).map(({ params }) => params)
const button = (params: JsonObject | undefined): { text: string; callback_data: string } | undefined =>
  JSON.parse(JSON.stringify(params?.['reply_markup'] ?? {})).inline_keyboard?.[0]?.[0]
const shown = () => called('sendMessage').at(-1)
const press = (params: JsonObject | undefined, by = alice) =>
  scene.desk.receive(scene.updates.press(by, topic, button(params)?.callback_data ?? 'none'))
const toast = () => called('answerCallbackQuery').at(-1)?.['text']
const template = (id: string) => scene.desk.desk.settings.body('template', id)
async function lead(): Promise<void> {
  await scene.desk.receive(scene.updates.inTopic(alice, null, text('hello')))
  const agentId = agentIdFor(await scene.desk.desk.vault.subjectFor(alice.id))
  const change = { type: 'ChangeProfile' as const, change: { role: 'lead' as const } }
  expect((await scene.desk.commands.execute(new ActOnAgent(agentId, change, context()))).ok).toBe(true)
}
const publish = (body: JsonObject) =>
  scene.desk.commands.execute(new PublishSetting('template', 'late', body, context()))
const words = {
  text: 'Dear {{customer.first_name}}, a < b',
  entities: [{ type: 'bold', offset: 0, length: 4 }]
}

describe('/t save shortcode', () => {
  it.each([
    ['a topic', topic],
    ['General', null]
  ])('in answer to a message of %s shows it there, and publishes it on the button', async (_, where) => {
    await save('/t save Late', words, where)
    expect(shown()).toMatchObject({ chat_id: groupId, ...words })
    expect(shown()?.['message_thread_id']).toBe(where ?? undefined)
    expect(button(shown())?.text).toBe('Publish · /t Late')
    expect(await template('late')).toBeUndefined()
    await press(shown())
    expect(toast()).toBe('Published: /t late sends it.')
    expect(await template('late')).toMatchObject({
      shortcode: 'Late',
      texts: { en: '<b>Dear</b> {{customer.first_name}}, a &lt; b' },
      format: 'html',
      media: null
    })
    expect(await scene.types()).toEqual([])
  })

  it('takes a file along, and sends it with the text', async () => {
    await save('/t save foto', photo('Вот оно'))
    const copied = called('copyMessage').at(-1)
    expect(copied).toMatchObject({ from_chat_id: groupId, message_id: 77, message_thread_id: topic })
    await press(copied)
    expect(await template('foto')).toMatchObject({
      texts: { ru: 'Вот оно' },
      media: { kind: 'photo', file_id: 'p1' }
    })
    await scene.desk.receive(scene.updates.inTopic(alice, topic, text('/t foto')))
    const asked = (await scene.since()).find(({ type }) => type === 'ReplyRequested')
    expect(asked?.data).toMatchObject({ kind: 'photo' })
    expect(await scene.desk.opened(asked)).toMatchObject({ text: 'Вот оно', file: { file_id: 'p1' } })
  })

  it('over a shortcode that there is is for leads, who change the text of that language alone', async () => {
    const before = {
      shortcode: 'late',
      name: 'A late one',
      texts: { en: 'Old', ru: 'Старое' },
      category: 'post'
    }
    expect((await publish(before)).ok).toBe(true)
    await save('/t save LATE', { text: 'New' })
    expect(await scene.refusal()).toMatchObject({ command: 't', reason: 'not_a_lead' })
    await lead()
    await save('/t save LATE', { text: 'New' })
    const preview = shown()
    await press(preview, bob)
    expect([toast(), (await template('late'))?.['texts']]).toEqual([
      'Only a lead does that for others.',
      before.texts
    ])
    await press(preview)
    expect(await template('late')).toMatchObject({ ...before, texts: { en: 'New', ru: 'Старое' } })
  })

  it('is refused to whoever is no lead where the shortcode was taken after it was shown', async () => {
    await save('/t save late', { text: 'Mine' })
    expect((await publish({ shortcode: 'late', name: 'Other', texts: { en: 'Theirs' } })).ok).toBe(true)
    await press(shown())
    expect(toast()).toBe('Only a lead does that for others.')
    expect((await template('late'))?.['texts']).toEqual({ en: 'Theirs' })
  })

  it.each([
    ['nothing', undefined, 'template_not_answered'],
    ['a sticker', { sticker: { file_id: 's', file_unique_id: 's' } }, 'template_kind'],
    ['a photo without a word', photo(), 'template_without_text']
  ])('in answer to %s is refused', async (_, answered, reason) => {
    await save('/t save late', answered)
    expect(await scene.refusal()).toMatchObject({ command: 't', reason })
    await save('/t save late', answered, null)
    const notices = (await scene.desk.events('staff-group-')).filter(
      ({ type }) => type === 'StaffNoticeRequested'
    )
    expect(notices.at(-1)?.data).toMatchObject({
      notice: 'command_refused',
      details: { command: 't', reason }
    })
    expect(shown()).toBeUndefined()
  })

  it.each(['/t save', '/t save bad!code', `/t save ${'x'.repeat(65)}`])(
    'says what a shortcode is where there is none: %s',
    async typed => {
      await save(typed, { text: 'Dear you' })
      expect(await scene.refusal()).toMatchObject({ command: 't', reason: 'template_shortcode' })
      expect(shown()).toBeUndefined()
    }
  )

  it('says which variable was meant where there is none of that name, and records none of it', async () => {
    await save('/t save late', { text: 'Dear {{customer.firstname}}' })
    expect(shown()?.['text']).toContain('the nearest is customer.first_name')
    expect(button(shown())).toBeUndefined()
    expect(await scene.types()).toEqual([])
  })

  it('is over with the day on which it was shown', async () => {
    await scene.desk.receive(scene.updates.press(alice, topic, `publish:${crypto.randomUUID()}`))
    expect(toast()).toBe('This was shown too long ago: save it again.')
  })
})
