import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { PublishSetting } from '#application'
import { commandIdFor, type JsonObject, shortcodeIdFor, type TicketId } from '#kernel'
import { openScene, type Scene, topic } from './testing/scene.js'
import { alice, anna, boris, groupId, text } from './testing/updates.js'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
  await publish('hello', 'Hello <b>{{customer.first_name}}</b>, this is {{agent.name}}')
  await scene.openTicket()
})
afterEach(() => scene.close())

let count = 0
const publish = async (shortcode: string, en: string, more: object = {}) => {
  const context = {
    ...{ commandId: commandIdFor('template', count++), causationId: 'test', correlationId: 'test' },
    actor: 'process:test' as const
  }
  const body = { shortcode, name: `The ${shortcode}`, texts: { en }, ...more }
  const done = await scene.desk.commands.execute(
    new PublishSetting('template', shortcode.toLowerCase(), body, context)
  )
  expect(done.ok).toBe(true)
}
const say = (words: string) => scene.desk.receive(scene.updates.inTopic(alice, topic, text(words)))
const press = (data: string) => scene.desk.receive(scene.updates.press(alice, topic, data))
const key = shortcodeIdFor('hello')
const replies = async () => {
  const asked = (await scene.since()).filter(({ type }) => type === 'ReplyRequested')
  return Promise.all(asked.map(event => scene.desk.opened(event)))
}
const notices = async () =>
  (await scene.desk.events('staff-group-'))
    .filter(({ type }) => type === 'StaffNoticeRequested')
    .map(({ data }) => data)
const called = (method: string) =>
  scene.desk.telegram.calls.filter(call => call.method === method).map(({ params }) => params)

describe('/t shortcode', () => {
  it('sends the template filled in, with its formatting and its version, in any case of the shortcode', async () => {
    const { first_name } = anna
    await say('/t HELLO')
    expect(await replies()).toMatchObject([
      {
        text: `Hello ${first_name}, this is Alice`,
        entities: [{ type: 'bold', offset: 6, length: first_name.length }]
      }
    ])
    const [requested, applied] = (await scene.since()).slice(-2)
    expect(requested?.data).toMatchObject({ source: { kind: 'api' } })
    expect(requested?.meta.actor).toMatch(/^agent:/)
    expect(applied).toMatchObject({ type: 'TemplateApplied', data: { template: 'hello', version: 0 } })
    expect(called('setMessageReaction')).toHaveLength(1)
  })

  it.each([
    ['ru', 'Скоро будет'],
    ['ru-RU', 'Скоро будет'],
    ['pt-br', 'Em breve'],
    ['de', 'Soon']
  ])('speaks the language of the customer, or else English: %s', async (language_code, said) => {
    await publish('soon', 'Soon', { texts: { ru: 'Скоро будет', en: 'Soon', 'pt-br': 'Em breve' } })
    await scene.desk.receive(scene.updates.fromCustomer({ ...boris, language_code }, text('Hello')))
    const opened = (await scene.desk.events('ticket-')).findLast(({ type }) => type === 'TicketOpened')
    await scene.desk.bind(opened?.data['ticketId'] as TicketId, 777)
    await scene.desk.receive(scene.updates.inTopic(alice, 777, text('/t soon')))
    expect(await replies()).toMatchObject([{ text: said }])
  })

  it('says what there is to a customer whose language it has not, and English neither', async () => {
    await publish('soon', 'Soon', { texts: { fr: 'Bientôt', ru: 'Скоро' } })
    await say('/t soon')
    expect(await replies()).toMatchObject([{ text: 'Bientôt' }])
  })

  it('sends what was published last, and sends once when it is handled again', async () => {
    await publish('hello', 'New words')
    const event = await say('/t hello')
    await publish('hello', 'Newer words')
    await scene.desk.intake.handle(event, { signal: new AbortController().signal, hold: () => () => {} })
    expect(await replies()).toMatchObject([{ text: 'New words' }])
  })

  it('sends nothing where a value is missing, and says which', async () => {
    await publish('lacking', '{{ticket.title}} {{field.order}}')
    await say('/t lacking')
    expect(await replies()).toEqual([])
    expect(await scene.refusal()).toMatchObject({
      command: 't',
      reason: 'template_missing_value',
      details: { missing: 'ticket.title, field.order' }
    })
  })

  it('sends nothing where nothing would be seen of it, says so, and shows it to nobody', async () => {
    await publish('blank', '<b>{{field.order | default: "\u200b"}}</b>')
    await say('/t blank')
    expect(await replies()).toEqual([])
    expect(await scene.refusal()).toMatchObject({ command: 't', reason: 'nothing_to_send' })
    for (const step of ['show', 'edit', 'apply']) {
      await press(`${step}:${shortcodeIdFor('blank')}`)
      expect(called('answerCallbackQuery').at(-1)).toMatchObject({
        text: expect.stringContaining('nothing would be seen'),
        show_alert: true
      })
    }
    expect([await replies(), called('sendMessage')]).toEqual([[], []])
  })

  it('sends no template that is for agents', async () => {
    await publish('internal', 'Ask the boss', { audience: 'agents' })
    await say('/t internal')
    expect([await replies(), await scene.refusal()]).toMatchObject([[], { reason: 'template_for_agents' }])
  })
})

describe('/t elsewhere', () => {
  it('in General is answered with where it works, as /kb is, and nothing is sent', async () => {
    for (const words of ['/t hello', '/t', '/kb refund'])
      await scene.desk.receive(scene.updates.inTopic(alice, null, text(words)))
    expect(await notices()).toMatchObject(
      ['t', 't', 'kb'].map(command => ({
        notice: 'command_refused',
        details: { command, reason: 'needs_a_ticket' }
      }))
    )
    expect(await replies()).toEqual([])
  })
})

describe('/t words', () => {
  it('lists what has them with a button each; without words what is used most', async () => {
    scene.desk.counted.templates = [
      { name: 'The hello', shortcode: 'Hello' },
      { name: 'The other', shortcode: 'other' }
    ]
    await say('/t The')
    await say('/t')
    expect(await notices()).toMatchObject([
      {
        notice: 'templates',
        threadId: topic,
        details: {
          lines: 'The hello · /t Hello\nThe other · /t other',
          shortcodes: `${key} ${shortcodeIdFor('other')}`
        }
      },
      { notice: 'templates' }
    ])
    expect(await scene.types()).toEqual([])
  })

  it('says when there is nothing, and when the index is being built', async () => {
    await say('/t nothing at all')
    scene.desk.counted.templates = []
    await say('/t nothing')
    expect((await notices()).map(({ notice }) => notice)).toEqual(['search_not_ready', 'templates'])
  })
})

describe('a button of the list', () => {
  it('shows what would be sent, with buttons to send it and to edit it first', async () => {
    await press(`show:${key}`)
    const buttons = [
      { text: 'Send to the customer', callback_data: `apply:${key}` },
      { text: 'Edit first', callback_data: `edit:${key}` }
    ]
    expect(called('sendMessage')).toMatchObject([
      {
        chat_id: groupId,
        message_thread_id: topic,
        text: `Hello ${anna.first_name}, this is Alice`,
        entities: [{ type: 'bold' }],
        reply_markup: { inline_keyboard: [buttons] }
      }
    ])
    expect(await replies()).toEqual([])
  })

  it('comes as a message to copy where it is to be edited first', async () => {
    await press(`edit:${key}`)
    const [message] = called('sendMessage')
    expect([message?.['text'], message?.['reply_markup']]).toEqual([
      `Hello ${anna.first_name}, this is Alice`,
      undefined
    ])
    expect(await replies()).toEqual([])
  })

  it('sends once, however often it is pressed', async () => {
    await press(`apply:${key}`)
    await press(`apply:${key}`)
    expect(await replies()).toHaveLength(1)
    const said = called('answerCallbackQuery').map(({ text: toast }) => toast)
    expect(said[0]).toBe('Sent to the customer.')
    expect(said[1]).not.toBe(said[0])
  })

  it('of a template that was retired, lacks a value or never was does nothing, and says so', async () => {
    await publish('lacking', '{{ticket.title}}')
    for (const shortcode of ['nothing', 'lacking']) await press(`apply:${shortcodeIdFor(shortcode)}`)
    await press('apply:hello')
    expect(await replies()).toEqual([])
    const said = called('answerCallbackQuery') as JsonObject[]
    expect(said.map(({ text: toast }) => String(toast))).toEqual([
      expect.stringContaining('no such template'),
      expect.stringContaining('ticket.title'),
      expect.any(String)
    ])
  })
})

describe('a template chosen after the name of the bot', () => {
  const via = { via_bot: { id: 700, is_bot: true, first_name: 'Desk', username: 'desk_bot' } }
  const choose = (words: string, entities: JsonObject[] = [], by: JsonObject = via) =>
    scene.desk.receive(scene.updates.inTopic(alice, topic, { text: words, entities, ...by }))
  const written = 'Hello {{customer.first_name}}, this is {{agent.name}}'
  const bold = [{ type: 'bold', offset: 6, length: 23 }]

  it('is known again and filled in when it arrives, as the reply of whoever chose it', async () => {
    await choose(written, bold)
    const { first_name } = anna
    expect(await replies()).toMatchObject([
      {
        text: `Hello ${first_name}, this is Alice`,
        entities: [{ type: 'bold', offset: 6, length: first_name.length }]
      }
    ])
    const [requested, applied] = (await scene.since()).slice(-2)
    expect(requested?.data).toMatchObject({ source: { kind: 'message' } })
    expect(applied).toMatchObject({ type: 'TemplateApplied', data: { template: 'hello', version: 0 } })
  })

  it('that only its command can send is sent by that command', async () => {
    await publish('hello', 'x'.repeat(5000))
    await choose('/t hello')
    expect(await replies()).toMatchObject([{ text: 'x'.repeat(5000) }])
    expect(await scene.types()).toContain('TemplateApplied')
  })

  it('is filled in also when it says something else by now, as no template', async () => {
    await publish('hello', 'Other words')
    await choose(written, bold)
    expect(await replies()).toMatchObject([{ text: `Hello ${anna.first_name}, this is Alice` }])
    expect(await scene.types()).not.toContain('TemplateApplied')
  })

  it('is not sent where nothing is known for a variable, and the agent is told which', async () => {
    await choose('{{ticket.title}}')
    expect(await replies()).toEqual([])
    expect(await scene.refusal()).toMatchObject({
      reason: 'template_missing_value',
      details: { missing: 'ticket.title' }
    })
  })

  it('is not sent where nothing would be seen of it', async () => {
    await publish('blank', '{{field.order | default: ""}}')
    await choose('{{field.order | default: ""}}')
    expect([await replies(), await scene.refusal()]).toMatchObject([[], { reason: 'nothing_to_send' }])
  })

  it('is a reply like any other where it came by another bot, or by none', async () => {
    await choose(written, bold, { via_bot: { ...via.via_bot, id: 701 } })
    await choose(written, bold, {})
    expect((await replies()).map(reply => reply?.['text'])).toEqual([written, written])
  })
})
