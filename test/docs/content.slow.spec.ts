import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import type { Recorded, Ticket } from '../support/api-types.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { untilQuiet } from '../support/quiet.js'
import { openSandboxed, type SandboxedDesk } from '../support/sandboxed-desk.js'

const opened = openedByEachTest()
const root = new URL('../../', import.meta.url)
const doc = readFileSync(new URL('docs/content.md', root), 'utf8')
const settings = new URL('examples/shop.yaml', root).pathname

interface Shown {
  readonly message_id: number
  readonly text?: string
  readonly from?: { readonly is_bot: boolean }
  readonly reactions: readonly { readonly emoji: string }[]
  readonly reply_markup?: { readonly inline_keyboard: readonly (readonly { readonly text: string }[])[] }
}

const labels = ({ reply_markup }: Shown) =>
  (reply_markup?.inline_keyboard ?? []).flat().map(({ text }) => text)

/** What whoever reads docs/content.md does on the sandbox's page, and in a shell. */
class Reader {
  #ticket: Ticket | undefined

  private constructor(
    readonly on: SandboxedDesk,
    readonly group: number,
    readonly carol: number,
    readonly anna: number
  ) {}

  static async open(on: SandboxedDesk): Promise<Reader> {
    const chats = (await on.control('chats', {})) as { id: number; type: string }[]
    const people = (await on.control('people', {})) as { id: number; first_name: string }[]
    const staff = chats.find(({ type }) => type === 'supergroup')?.id ?? 0
    for (const first_name of ['Cleo', 'Dan']) await on.control('createAgent', { first_name, chat_id: staff })
    const carol = (await on.control('createCustomer', { first_name: 'Carol', username: 'carol' })) as {
      id: number
    }
    const idOf = (name: string) => people.find(({ first_name }) => first_name === name)?.id ?? 0
    return new Reader(on, staff, carol.id, idOf('Anna'))
  }

  get ticket(): Ticket {
    if (!this.#ticket) throw new Error('nobody has written yet')
    return this.#ticket
  }

  get thread() {
    return this.ticket.topic?.thread_id ?? 0
  }

  async writes(text: string): Promise<void> {
    await this.on.control('customerSays', { user_id: this.carol, text })
    this.#ticket = await eventually('a ticket with a topic', async () =>
      (await this.on.desk.tickets()).find(({ topic }) => topic !== null)
    )
  }

  /** In the topic, unless said. Answers the message. */
  async says(text: string, more: object = {}): Promise<Shown> {
    const at = { user_id: this.anna, chat_id: this.group, thread_id: this.thread }
    return (await this.on.control('agentSays', { ...at, text, ...more })) as Shown
  }

  messages(chat_id = this.group, thread_id: number | undefined = this.thread): Promise<Shown[]> {
    const of = chat_id === this.group ? { chat_id, thread_id } : { chat_id }
    return this.on.control('messages', of) as Promise<Shown[]>
  }

  /** The newest of the bot that has all of these words, after another. */
  said(
    where: 'topic' | 'General' | 'to Carol' | 'to Anna',
    after: number,
    ...words: readonly string[]
  ): Promise<Shown> {
    const chat = { topic: this.group, General: this.group, 'to Carol': this.carol, 'to Anna': this.anna }[
      where
    ]
    return eventually(`${words} ${where}`, async () =>
      (await this.messages(chat, where === 'General' ? 0 : this.thread)).findLast(
        ({ message_id, text = '', from }) =>
          message_id > after && from?.is_bot === true && words.every(word => text.includes(word))
      )
    )
  }

  async last(chat_id: number): Promise<number> {
    return (await this.messages(chat_id)).at(-1)?.message_id ?? 0
  }

  press({ message_id }: Shown, text: string, chat_id = this.group, user_id = this.anna): Promise<unknown> {
    return this.on.control('press', { user_id, chat_id, message_id, text })
  }

  async told(type: string): Promise<Recorded> {
    return eventually(type, async () =>
      (await this.on.desk.events(this.ticket.id)).findLast(event => event.type === type)
    )
  }

  async isAcknowledged({ message_id }: Shown): Promise<void> {
    await eventually('👌', async () =>
      (await this.messages())
        .find(one => one.message_id === message_id)
        ?.reactions.some(({ emoji }) => emoji === '👌')
    )
  }
}

/** What each row of the table says, by its first cell. */
const inTelegram: { readonly [row: string]: (reader: Reader) => Promise<void> } = {
  async '`/t late`'(reader) {
    const before = await reader.last(reader.carol)
    const command = await reader.says('/t late')
    await reader.said('to Carol', before, 'Dear Carol, I am sorry that your parcel is late')
    await reader.isAcknowledged(command)
  },
  async '`/t money`'(reader) {
    const command = await reader.says('/t money')
    const list = await reader.said('topic', command.message_id, '/t refund')
    expect(labels(list)).toContain('Refund, first answer')
    const before = await reader.last(reader.carol)
    await reader.press(list, 'Refund, first answer')
    const preview = await reader.said('topic', list.message_id, `Your refund for ${reader.ticket.code}`)
    expect(labels(preview)).toEqual(['Send to the customer', 'Edit first'])
    await reader.press(preview, 'Edit first')
    const copy = await reader.said('topic', preview.message_id, `Your refund for ${reader.ticket.code}`)
    expect(labels(copy)).toEqual([])
    expect(await reader.last(reader.carol)).toBe(before)
    await reader.press(preview, 'Send to the customer')
    await reader.said('to Carol', before, `Your refund for ${reader.ticket.code} is on its way`)
  },
  async '`/t`'(reader) {
    await reader.says('/t late')
    await untilQuiet(reader.on.desk)
    const command = await reader.says('/t')
    const list = await reader.said('topic', command.message_id, '/t late')
    expect([labels(list).length, labels(list)[0]]).toEqual([5, 'Sorry for the delay'])
  },
  async '`@your_bot late`'(reader) {
    const asked = await reader.on.control('inlineQuery', { user_id: reader.anna, query: 'late' })
    const inline_query_id = String(typeof asked === 'object' ? Object.values(asked ?? {})[0] : asked)
    const { results } = await eventually('an answer in the line', async () => {
      const offer = await reader.on.control('inlineAnswer', { inline_query_id })
      const said = offer as {
        answered: boolean
        results: { id: string; title: string; description: string }[]
      }
      return said.answered && said
    })
    const choice = results.find(({ title }) => title === 'Sorry for the delay · en')
    expect(choice?.description).toContain('{{customer.first_name')
    const before = await reader.last(reader.carol)
    const at = { chat_id: reader.group, thread_id: reader.thread }
    await reader.on.control('chooseInline', { ...at, inline_query_id, result_id: choice?.id })
    await reader.said('to Carol', before, 'Dear Carol, I am sorry')
  },
  async '`/t save late`'(reader) {
    const general = { thread_id: 0 }
    const words = 'Late again, {{customer.first_name}}? We look for {{ticket.code}}.'
    const message = await reader.says(words, general)
    const save = (shortcode: string) =>
      reader.says(`/t save ${shortcode}`, { ...general, reply_to_message_id: message.message_id })
    const theirs = await save('late')
    await reader.said('General', theirs.message_id, 'lead')
    await save('again')
    const preview = await eventually('Publish', async () =>
      (await reader.messages(reader.group, 0)).findLast(one => labels(one).includes('Publish · /t again'))
    )
    await reader.press(preview, 'Publish · /t again')
    await eventually('it is published', async () =>
      (await reader.on.desk.all<{ shortcode: string }>('/api/v1/templates')).some(
        ({ shortcode }) => shortcode === 'again'
      )
    )
    const before = await reader.last(reader.carol)
    await reader.says('/t again')
    await reader.said('to Carol', before, `Late again, Carol? We look for ${reader.ticket.code}.`)
  },
  async '`/kb refund`'(reader) {
    const command = await reader.says('/kb refund')
    const list = await reader.said('topic', command.message_id, 'https://shop.example/help/refunds')
    expect(list.text).toContain('🔒 Who decides on a refund')
    await reader.press(list, 'When will my refund arrive?')
    const preview = await reader.said('topic', list.message_id, 'your bank needs three to five working days')
    expect(labels(preview)).toEqual(['Send to the customer', 'Link to the ticket'])
    const before = await reader.last(reader.carol)
    await reader.press(preview, 'Link to the ticket')
    expect((await reader.told('ArticleLinked')).data['article']).toBe('refund')
    expect(await reader.last(reader.carol)).toBe(before)
    await reader.press(preview, 'Send to the customer')
    await reader.said('to Carol', before, 'When will my refund arrive?')
    const question = await reader.said('to Carol', before, 'Did this help?')
    await reader.press(question, '👎 No', reader.carol, reader.carol)
    await reader.press(question, '👍 Yes', reader.carol, reader.carol)
    await eventually(
      'the last press counts',
      async () => (await reader.told('ArticleRated')).data['helpful'] === true
    )
  },
  async '**📄 Articles · 2** on the card'(reader) {
    const card = await eventually('the button of the card', async () =>
      (await reader.messages()).find(one => labels(one).some(label => label.startsWith('📄 Articles · ')))
    )
    const label = labels(card).find(one => one.startsWith('📄 Articles · ')) ?? ''
    await reader.press(card, label)
    const list = await reader.said('topic', card.message_id, 'https://shop.example/help/track')
    expect(labels(list)).toContain('Where is my parcel?')
    expect(`📄 Articles · ${labels(list).length}`).toBe(label)
  },
  async '`/find carol`'(reader) {
    const { code } = reader.ticket
    const inTopic = await reader.says('/find carol')
    await reader.said('topic', inTopic.message_id, code)
    const inGeneral = await reader.says('/find carol', { thread_id: 0 })
    await reader.said('General', inGeneral.message_id, code)
    await reader.on.control('customerSays', { user_id: reader.anna, text: '/find carol' })
    await reader.said('to Anna', 0, code)
  }
}

const rows = [
  ...doc.matchAll(/^\| (.*?) \| (?:the topic|any chat|in answer|a message|the topic,).*\|$/gm)
].map(([, cell]) => cell)

/** Every curl of the page, as a shell would run it. */
const calls = [...doc.matchAll(/^curl (.*?(?:\\\n.*?)*)$/gm)].map(([, words = '']) =>
  words.replaceAll('\\\n', ' ')
)

async function curl(
  reader: Reader,
  words: string,
  position: string
): Promise<{ status: number; body: unknown; position: string }> {
  const filled = words
    .replaceAll('$KEY', reader.on.apiKey)
    .replaceAll('$DESK', reader.on.url)
    .replaceAll('tkt_…', reader.ticket.id)
    .replaceAll('min_position=…', `min_position=${position}`)
    .replace(/ > \S+$/, '')
  const given = [...filled.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '')
  const headers = new Headers()
  let method: string | undefined
  let url = ''
  let data: string | undefined
  for (let at = 0; at < given.length; at++) {
    const word = given[at] ?? ''
    const next = () => given[++at] ?? ''
    if (word === '-X') method = next()
    else if (word === '-H') {
      const [name = '', value = ''] = next().split(/: (.*)/)
      headers.append(name, value)
    } else if (word === '-d') data = next()
    else if (word === '--data-binary') data = next() === '@templates.csv' ? csv : undefined
    else if (word !== '-i') url = word
  }
  if (data !== undefined && !headers.has('content-type'))
    headers.set('content-type', 'application/x-www-form-urlencoded')
  const answer = await fetch(url, {
    method: method ?? (data === undefined ? 'GET' : 'POST'),
    headers,
    ...(data !== undefined && { body: data })
  })
  return {
    status: answer.status,
    body: await answer.json(),
    position: answer.headers.get('x-position') ?? position
  }
}

const csv = [
  /begins with a line such as `([^`]*)`/.exec(doc)?.[1],
  'thanks,thanks,Thanks,general,"Thank you, {{contact.first_name}}","Спасибо, #{ticket.customer.firstname}"'
].join('\n')

const found = (body: unknown): string => JSON.stringify(body)

it('whoever does what docs/content.md says, step by step, sees what it says', async () => {
  const on = opened.add(await openSandboxed({ DESK_SETTINGS_FILE: settings, TELEGRAM_LIMITS: 'off' }))
  const reader = await Reader.open(on)
  await reader.writes('My parcel is late')
  await untilQuiet(on.desk)

  expect(rows).toEqual(Object.keys(inTelegram))
  for (const play of Object.values(inTelegram)) await play(reader)
  const refused = await reader.says('/t tracking')
  await reader.said('topic', refused.message_id, 'field.tracking')

  const answers: { words: string; status: number; body: unknown; position: string }[] = []
  for (const words of calls)
    answers.push({ words, ...(await curl(reader, words, answers.at(-1)?.position ?? '')) })
  expect(answers.filter(({ status }) => status >= 300)).toEqual([])
  const answered = (part: string) => found(answers.find(({ words }) => words.includes(part))?.body)
  expect(answered('/search?q=parcels')).toContain('"id":"track"')
  expect(answered('articles/search?q=returning')).toContain('"id":"return"')
  expect(answered('articles/search?q=returning')).not.toContain('"id":"return-ru"')
  expect(answered('templates?q=refund')).toContain('"shortcode":"refund"')
  expect(answered('renderings')).toContain(reader.ticket.code)
  expect(answered('article-suggestions')).toContain('"id":"track"')
  expect(answered('q=umbrellas')).toContain('"id":"umbrellas"')
  expect(answered('reports/articles')).toContain('"searches_without_hit_by_day":')
  expect(answered('dry_run=true')).toContain('"result":"created"')
  expect(answered('templates/export')).toContain('"id":"return-label"')
  expect(answered('templates/export')).not.toContain('"id":"thanks"')

  const search = async (q: string) =>
    found((await on.desk.get(`/api/v1/search?in=articles&q=${encodeURIComponent(q)}`)).body)
  for (const [words, id] of [
    ['returning', 'return'],
    ['посылки', 'track-ru'],
    ['deliv', 'delivery-time'],
    ['parsel', 'track']
  ] as const)
    expect([words, await search(words)]).toEqual([words, expect.stringContaining(`"id":"${id}"`)])
  expect(await search('where is my')).toContain('"data":[]')

  const texts = await (await fetch(`${on.sandbox}/sandbox/texts`)).text()
  expect(texts).toContain('Your ticket 7K3Q-X9M2 is resolved. Anything left? Just write again.')
  expect((await fetch(`${on.sandbox}/texts.html`)).status).toBe(200)
  const before = await reader.last(reader.carol)
  await reader.says('/resolve')
  await reader.said('to Carol', before, `Your ticket ${reader.ticket.code} is resolved. Anything left?`)

  const told = found(
    (await on.desk.get('/api/v1/events?types=template.applied,article.linked&limit=100')).body
  )
  expect(told).toContain('template.applied')
  expect(told).toContain('Dear Carol')
  expect(told).toContain('"article":{"id":"refund"}')
})
