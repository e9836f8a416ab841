import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { fillText, GreetCustomer, PublishSetting, PublishSettingHandler } from '#application'
import { isKnownIn, templateVariables, ticketDecider, ticketStream } from '#domain'
import { conversationIdFor, type JsonObject } from '#kernel'
import { conceal } from '#privacy'
import { annasChat, Scene } from './testing/scene.js'
import { bot, refusal } from './testing/scripted-telegram.js'

let scene: Scene
beforeEach(async () => {
  scene = await Scene.open()
})
afterEach(() => scene.stop())

async function publish(id: string, body: JsonObject): Promise<void> {
  const done = await new PublishSettingHandler(scene.desk).execute(
    new PublishSetting('desk', id, body, scene.context())
  )
  expect(done.ok).toBe(true)
}
const word = (texts: JsonObject) => publish('texts', texts)
const said = () =>
  scene.world.telegram.named('sendMessage').filter(({ params }) => params['chat_id'] === annasChat)
const lastSaid = () => said().at(-1)?.params['text']

async function resolved(): Promise<void> {
  const { ticketId } = await scene.customerWrites('It is broken')
  await scene.act(ticketId, { type: 'ResolveTicket', cause: 'button', now: scene.desk.clock.now() })
  await scene.quiet()
}

async function greeted(language: string | null): Promise<void> {
  const subjectId = await scene.desk.vault.subjectFor(annasChat)
  const customer = conceal({
    ...{ chat_id: annasChat, user_id: annasChat, first_name: 'Anna', last_name: 'Ray', username: null },
    language_code: language
  })
  const conversation = { conversationId: conversationIdFor(subjectId, bot), bot, language, customer }
  await scene.bus.execute(new GreetCustomer(conversation, {}, { ...scene.context(), subjectId }))
  await scene.quiet()
}

describe('a desk with words of its own', () => {
  it('says them on resolving, filled in and formatted; what is not set stays as it is', async () => {
    await word({
      resolved: {
        en: 'Bye <b>{{customer.first_name}}</b>, {{ticket.code}} is done <3'.replace('<3', '&lt;3')
      }
    })
    await resolved()
    const [opened, over] = said()
    expect(opened?.params['text']).toContain('your message has reached us')
    expect(over?.params['text']).toMatch(/^Bye Anna, \w{4}-\w{4} is done <3$/)
    expect(over?.params['entities']).toEqual([{ type: 'bold', offset: 4, length: 4 }])
  })

  it('says what was published last, and its usual words again once that is retired or empty', async () => {
    await word({ resolved: { en: 'First' } })
    await word({ resolved: { en: 'Second' } })
    await resolved()
    expect(lastSaid()).toBe('Second')
    await word({})
    await resolved()
    expect(lastSaid()).toContain('resolved')
  })

  it('says its usual words where nothing is known for a variable', async () => {
    await word({
      resolved: { en: '{{ticket.title}} is done' },
      opened: { en: '{{ticket.title | default: "It"}} came' }
    })
    await resolved()
    expect(said().map(({ params }) => params['text'])).toEqual([
      'It came',
      expect.stringContaining('We consider ticket')
    ])
  })

  it.each([
    ['shows nothing', '{{ticket.title | default: "\u200b"}}'],
    ['has grown too long by its values', `{{desk.name}}${'x'.repeat(4083)}`]
  ])('says its usual words where its own wording %s', async (_, en) => {
    await publish('main', { name: 'The shop at the corner' })
    await word({ resolved: { en } })
    await resolved()
    expect(lastSaid()).toContain('We consider ticket')
  })

  it.each([
    ['de-AT', 'Hallo Anna Ray'],
    ['ru', 'Здравствуйте'],
    ['fr', 'Welcome to The shop'],
    [null, 'Welcome to The shop']
  ])('greets whoever speaks %s with %s', async (language, begins) => {
    await publish('main', { name: 'The shop' })
    await scene.passes(1500)
    await word({ greeting: { en: 'Welcome to {{desk.name}}', de: 'Hallo {{customer.name}}' } })
    await greeted(language)
    expect(lastSaid()).toMatch(new RegExp(`^${begins}`))
  })

  it('knows of each variable where it is said what the preview of the sandbox takes it to know', async () => {
    const { ticketId, subjectId } = await scene.customerWrites('It is broken')
    await publish('main', { name: 'The shop' })
    const article = { title: 'Repairs', url: 'https://a.example/repairs' }
    const queue = { name: 'General', default: true }
    for (const published of [
      new PublishSetting('article', 'repairs', article, scene.context()),
      new PublishSetting('queue', 'general', queue, scene.context())
    ])
      expect((await new PublishSettingHandler(scene.desk).execute(published)).ok).toBe(true)
    await scene.act(ticketId, { type: 'LinkArticle', article: 'repairs' })
    const { state } = await scene.desk.runner.load(ticketDecider, ticketStream(ticketId))
    const ticket = { id: ticketId, code: state.exists ? state.code : '' }
    const conversationId = conversationIdFor(subjectId, bot)
    const known: string[] = []
    const told: string[] = []
    for (const [name, to] of [
      ['opened', { language: 'en', conversationId, ticket }],
      ['greeting', { language: 'en', conversationId, ticket: null }],
      ['unknown_button', { language: 'en', conversationId: null, ticket: null }]
    ] as const) {
      // Nobody has entitled the ticket.
      for (const variable of templateVariables.filter(one => one !== 'ticket.title')) {
        if (isKnownIn(name, variable)) told.push(`${name} ${variable}`)
        const { missing } = await fillText(scene.desk, { name, ours: { en: `{{${variable}}}` } }, to)
        if (missing.length === 0) known.push(`${name} ${variable}`)
      }
    }
    expect(known).toEqual(told)
    expect(known.length).toBeGreaterThan(8)
  })

  it('says them without formatting where Telegram takes none', async () => {
    await word({ resolved: { en: '<b>Done</b>' } })
    scene.world.telegram.answer(
      ({ params }) => params['text'] === 'Done' && 'entities' in params,
      refusal(400, 'Bad Request: ENTITY_BOUNDS_INVALID')
    )
    await resolved()
    expect(said().at(-1)?.params).toEqual({ chat_id: annasChat, text: 'Done' })
  })
})
