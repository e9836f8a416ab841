import { expect, it } from '@jest/globals'
import type { DeskState } from '#desk-state'
import type { EventLog } from '#event-log'
import { FakeClock } from '#kernel'
import type { ReadStore } from '#read-store'
import { startTestApi, type TestApi } from '../../../apps/desk/src/http/testing.js'
import { describeWithMongo } from '../../servers/for-tests.js'
import { openedByEachTest } from '../../support/opened.js'
import { english, type Page, russian } from '../search/articles.js'
import { inEnglish, inRussian } from '../search/queries.js'
import { predictableVault } from './history.js'
import { combinations, combinationsWithMongo, storesOf, storesWithMongo } from './kinds.js'

const opened = openedByEachTest()
const patienceMs = 90_000

const rowOf =
  (language: string) =>
  ([id, title, keywords, body]: Page) => ({
    ...{ id: `${id}-${language}`, title, keywords, body, language, url: `https://help.example/${id}` }
  })
const templates = [
  {
    id: 'late',
    shortcode: 'late',
    name: 'A late parcel',
    texts: { en: 'Dear {{customer.first_name}}', ru: 'Скоро' }
  },
  {
    id: 'money',
    shortcode: 'money',
    name: 'Refund',
    texts: { en: '{{ticket.code}}: the refund of {{field.order}}' }
  },
  {
    id: 'label',
    shortcode: 'label',
    name: 'The label to send it back with',
    texts: { en: 'For {{customer.first_name}}' },
    media: { kind: 'photo', file_id: 'the-label' }
  }
]

/** Everything that is said of a small desk's knowledge base, templates and search. */
async function contentOf(log: EventLog, store: ReadStore, state: DeskState): Promise<string> {
  const api = await startTestApi({ log, store, state, vault: predictableVault() })
  opened.finally(() => api.stop())
  let keys = 0
  const send = async (
    method: string,
    path: string,
    body: unknown
  ): Promise<{ events?: unknown; results?: unknown }> => {
    const headers = { 'Idempotency-Key': `content-${++keys}` }
    const answer = await api.send(method, `/api/v1/${path}`, { body, headers })
    expect([path, answer.status < 300]).toEqual([path, true])
    return answer.body
  }
  const articles = [...english.map(rowOf('en')), ...russian.map(rowOf('ru'))]
  const said: unknown[] = [
    (await send('POST', 'articles/imports', articles)).results,
    (await send('POST', 'templates/imports', templates)).results
  ]
  const ticket = `tickets/tkt_${await api.customerWrites(1, 'Hello, my parcel is late. Refund?', { name: 'Zoe Quentin' })}`
  await send('POST', `${ticket}/tag-changes`, { add: ['vip'] })
  await send('PATCH', ticket, { title: 'A late parcel' })
  await send('POST', `${ticket}/replies`, { template_id: 'late' })
  await send('POST', `${ticket}/replies`, { template_id: 'label' })
  await send('POST', `${ticket}/article-links`, { article_id: 'track-en', send: true })
  await send('PUT', 'articles/track-en', { title: 'Where is my parcel now?' })
  await send('DELETE', 'articles/delivery-time-en', undefined)
  await api.settled()
  said.push(...(await answersOf(api, ticket)))
  return JSON.stringify(said, undefined, 1)
}

async function answersOf(api: TestApi, ticket: string): Promise<unknown[]> {
  const position = (await api.deps.reads.log.head()) ?? ''
  const get = async (path: string) => {
    const { status, body } = await api.get(
      `/api/v1/${path}${path.includes('?') ? '&' : '?'}min_position=${position}`
    )
    return { path, status, data: body.data ?? body }
  }
  const words = [...inEnglish, ...inRussian].map(([asked]) => encodeURIComponent(asked))
  const paths = [
    ...words.flatMap(asked => [`search?q=${asked}&limit=100`, `articles/search?q=${asked}&limit=100`]),
    ...['search?q=zoe', 'search?q=vip&in=tickets', 'search?q=parcle', 'search?q=where%20is%20my'],
    ...[
      'templates?q=parcel',
      'templates?q=',
      'templates/export',
      'articles/export',
      `${ticket}/article-suggestions`
    ],
    'reports/articles?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z'
  ]
  const answers = []
  for (const path of paths) answers.push(await get(path))
  const rendering = await api.post('/api/v1/templates/money/renderings', {
    ticket_id: ticket.slice('tickets/'.length)
  })
  const thread = (await get(`${ticket}/thread`)).data
  const said = thread.map(({ kind, text }: { kind: string; text: string }) => `${kind}: ${text}`)
  return [...answers, rendering.body, ...said]
}

let first: string | undefined
async function isTheSame(log: EventLog, store: ReadStore, state: DeskState): Promise<void> {
  const said = await contentOf(log, store, state)
  expect(said).toContain('Where is my parcel now?')
  expect(said).toContain('photo: For Zoe Quentin')
  first ??= said
  expect(said).toBe(first)
}

const title = 'search, articles and templates say the same, in the same order: log %s, views %s, state %s'
{
  const { logs, views, states } = storesOf(opened, new FakeClock())
  it.each(combinations)(
    title,
    async (log, view, state) => isTheSame(await logs[log](), await views[view](), await states[state]()),
    patienceMs
  )
}

await describeWithMongo('any', mongo => {
  const { logs, views, states } = storesWithMongo(opened, mongo, new FakeClock())
  it.each(combinationsWithMongo)(
    title,
    async (log, view, state) => isTheSame(await logs[log](), await views[view](), await states[state]()),
    patienceMs
  )
})
