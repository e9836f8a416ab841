import type { Message } from '@grammyjs/types'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { fillForTicket, PublishSetting, PublishSettingHandler, unsendable } from '#application'
import { commandIdFor, type JsonObject, messageIdFor, showsSomething, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/index.js'
import { type Bot, botOf } from '../../apps/sandbox/src/testing.js'
import { annasChat, Scene } from '../../libs/processes/src/delivery/testing/scene.js'

/** A part of a template, as it is written in one, and as the same is written in Telegram's own HTML. */
interface Part {
  readonly written: string
  html(value: string): string
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const literal = (text: string): Part => ({ written: escaped(text), html: () => escaped(text) })
const name: Part = { written: '{{customer.first_name}}', html: escaped }
const fallback = (text: string): Part => ({
  written: `{{ field.none | default: "${text.replaceAll(/["\\]/g, '\\$&')}" }}`,
  html: () => escaped(text)
})
const inTag = (tag: string, inside: readonly Part[]): Part => {
  const begin = tag === 'a' ? 'a href="https://a.example/?b=1&amp;c=%20"' : tag
  const around = (said: string) => `<${begin}>${said}</${tag}>`
  return {
    written: around(inside.map(({ written }) => written).join('')),
    html: value => around(inside.map(part => part.html(value)).join(''))
  }
}

const rtl = ['שלום', 'مرحبا <b>', '\u202eabc', '\u200fא1\u200e', 'a\u2067ב\u2069c']
const odd = [
  '<b>',
  '</i>',
  '&lt;',
  '&',
  '{{agent.name}}',
  '"',
  '\\',
  '👨‍👩‍👧',
  '1️⃣',
  'e\u0301',
  '*_~`[](x)',
  '@name',
  '/t',
  '#tag',
  'a.example'
]
const said = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc.constantFrom(...rtl, ...odd)
)
const withoutBraces = said.map(text => text.replaceAll('{{', '{'))
const leaf = fc.oneof(withoutBraces.map(literal), fc.constant(name), said.map(fallback))
const around = ['b', 'i', 'u', 's', 'tg-spoiler', 'blockquote', 'a'] as const
const parts = (outer: readonly string[]): fc.Arbitrary<readonly Part[]> => {
  const free = around.filter(tag => !outer.includes(tag))
  const within = (tag: string) =>
    (outer.length < 2 ? parts([...outer, tag]) : fc.array(leaf, { maxLength: 3 })).map(inside =>
      inTag(tag, inside)
    )
  const code = fc
    .tuple(fc.constantFrom('code', 'pre'), fc.array(leaf, { maxLength: 3 }))
    .map(([tag, inside]) => inTag(tag, inside))
  return fc.array(fc.oneof(leaf, leaf, code, fc.constantFrom(...free).chain(within)), { maxLength: 4 })
}

let scene: Scene
let sandbox: Sandbox
let telegram: Bot
let ticketId: TicketId
let chat_id: number
beforeAll(async () => {
  scene = await Scene.open()
  ticketId = (await scene.customerWrites('Help')).ticketId
  await scene.quiet()
  sandbox = await startSandbox({ port: 0, limits: false })
  telegram = botOf(sandbox)
  chat_id = sandbox.staffGroupId
})
afterAll(async () => {
  await scene.stop()
  await sandbox.stop()
})

let count = 0
async function publish(texts: JsonObject, format: 'html' | 'plain'): Promise<void> {
  const body = { shortcode: 'any', name: 'Any', texts, format }
  const asked = new PublishSetting('template', 'any', body, scene.context())
  expect(await new PublishSettingHandler(scene.desk).execute(asked)).toMatchObject({ ok: true })
}

/** What the desk's calls to Telegram say, once the template is sent in the ticket. Undefined: nothing is left of it. */
async function sent(value: string): Promise<readonly { readonly [param: string]: unknown }[] | undefined> {
  await scene.customerIsCalled(value)
  const filled = await fillForTicket(scene.desk, 'any', ticketId, null)
  if (!filled || unsendable(filled)) return undefined
  const { text, entities, id, version } = filled
  const calls = () =>
    scene.world.telegram.named('sendMessage').filter(({ params }) => params['chat_id'] === annasChat)
  const before = calls().length
  const now = scene.desk.clock.now()
  await scene.act(ticketId, {
    ...{ type: 'RequestReply', messageId: messageIdFor(commandIdFor('any', count++)), agentId: null },
    ...{ source: { kind: 'api' }, kind: 'text', sentAt: now, mediaGroup: null, now },
    template: { id, version },
    personal: conceal({ text, entities: [...entities], file: null, forwarded_from: null })
  })
  await scene.quiet()
  return calls()
    .slice(before)
    .map(({ params }) => params)
}

const taken = async (params: object) => {
  const { text, entities } = await telegram.get<Message.TextMessage>('sendMessage', { ...params, chat_id })
  return { text, entities }
}

it('any template with any value is taken by Telegram as the same text and formatting that its own HTML has', async () => {
  const anything = fc.tuple(parts([]), said)
  await fc.assert(
    fc.asyncProperty(anything, async ([written, value]) => {
      fc.pre(showsSomething(value.toWellFormed()))
      const text = written.map(part => part.written).join('')
      fc.pre(text.includes('{{') || showsSomething(text.replaceAll(/<[^>]*>/g, '')))
      await publish({ en: text }, 'html')
      const html = written
        .map(part => part.html(value))
        .join('')
        .replaceAll('\0', ' ')
      const params = await sent(value)
      if (!params) {
        expect(showsSomething(html.replaceAll(/<[^>]*>/g, ''))).toBe(false)
        return
      }
      expect(params).toHaveLength(1)
      const [one = {}] = params
      expect(await taken(one)).toEqual(await taken({ text: html, parse_mode: 'HTML' }))
    }),
    { seed: 17, numRuns: 200 }
  )
})

it('any plain template with any value is taken by Telegram as it is written', async () => {
  await fc.assert(
    fc.asyncProperty(withoutBraces, said, async (written, value) => {
      fc.pre(showsSomething(value))
      await publish({ en: `${written}{{customer.first_name}}` }, 'plain')
      const [one = {}] = (await sent(value)) ?? []
      expect(one).not.toHaveProperty('entities')
      expect(await taken(one)).toEqual(await taken({ text: written + value }))
    }),
    { seed: 17, numRuns: 60 }
  )
})

it('a template that takes several messages loses nothing, and Telegram takes each', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 6 }), async words => {
      const long = words
        .join(' ')
        .replaceAll('{{', '{')
        .repeat(Math.ceil(9000 / words.join(' ').length))
      fc.pre(long.length < 32_000 && showsSomething(long))
      await publish({ en: `<b>${escaped(long)}</b> {{customer.first_name}}` }, 'html')
      const params = (await sent('Anna')) ?? []
      expect(params.length).toBeGreaterThan(1)
      expect(params.map(({ text }) => String(text)).join('')).toBe(`${long} Anna`)
      for (const one of params) await taken(one)
    }),
    { seed: 17, numRuns: 20 }
  )
})

it('a part of nothing but signs that Telegram takes out is left out', async () => {
  await publish({ en: `{{customer.first_name}}${'x'.repeat(4095)}${'\u202e'.repeat(4096)}end` }, 'html')
  const params = (await sent('A')) ?? []
  const texts = []
  for (const one of params) texts.push((await taken(one)).text)
  expect(texts).toEqual([`A${'x'.repeat(4095)}`, 'end'])
})
