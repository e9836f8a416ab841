import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { strFromU8, unzipSync } from 'fflate'
import { conceal } from '#privacy'
import { startTestApi, type TestApi, testKey } from '../testing.js'
import { escaped } from './export-page.js'

const hostile = `<script>alert("1")</script> & 'more' </pre>`

describe('The export of a person', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  let user = 700
  const customer = async (text: string, name = 'Zoë') => {
    const ticket = await api.customerWrites(++user, text, { name })
    const { customer: shown } = (await api.get(`/api/v1/tickets/tkt_${ticket}`)).body
    return { ticket, user, path: `/api/v1/customers/${shown.id}`, id: String(shown.id) }
  }
  async function exported(path: string, key = testKey) {
    const answer = await fetch(`${api.url}${path}/export`, { headers: { Authorization: `Bearer ${key}` } })
    const files = answer.ok ? unzipSync(new Uint8Array(await answer.arrayBuffer())) : {}
    const [json, page] = ['person.json', 'index.html'].map(name => strFromU8(files[name] ?? new Uint8Array()))
    return { answer, names: Object.keys(files), person: JSON.parse(json || 'null'), page: page ?? '' }
  }

  it('has every text, with edits and notes, for a program and for people', async () => {
    const { ticket, path, id, user: number } = await customer('It is broken')
    const message = { text: 'It is very broken', entities: null, file: null, forwarded_from: null }
    const { data } = (await api.get(`/api/v1/tickets/tkt_${ticket}/events`)).body
    const { telegramMessageId } = data.find(
      ({ type }: { type: string }) => type === 'CustomerMessageReceived'
    ).data
    await api.act(ticket, {
      type: 'EditCustomerMessage',
      telegramMessageId,
      kind: 'text',
      digest: 'another',
      sentAt: api.clock.now(),
      now: api.clock.now(),
      soundsClosing: false,
      reopenWithinS: 0,
      closingRemarkWithinS: 0,
      personal: conceal(message)
    })
    await api.post(`/api/v1/tickets/tkt_${ticket}/notes`, { text: 'Looks like a nice person' })
    await api.post(`/api/v1/tickets/tkt_${ticket}/replies`, { text: 'We are on it' })
    const { answer, names, person, page } = await exported(path)
    expect(names).toEqual(['person.json', 'index.html'])
    expect(answer.headers.get('content-type')).toBe('application/zip')
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${id}.zip"`)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(person).toMatchObject({
      customer: { id, profiles: [{ user_id: number, first_name: 'Zoë', since: expect.any(String) }] },
      tickets: [{ id: `tkt_${ticket}`, customer: { id, display_name: 'Zoë' } }]
    })
    const texts = person.tickets[0].messages.map(({ text }: { text: string }) => text)
    expect(texts).toEqual(['It is very broken', 'Looks like a nice person', 'We are on it'])
    expect(person.tickets[0].messages[0].edits[0].previous_text).toBe('It is broken')
    for (const text of ['It is broken', ...texts, 'Zoë', String(number)]) expect(page).toContain(text)
  })

  it('has titles and fields, also those that were replaced, and what the team holds of the person', async () => {
    await api.send('PUT', '/api/v1/ticket-fields/order', { body: { name: 'Order', type: 'text' } })
    const { ticket, path } = await customer('hello')
    const url = `/api/v1/tickets/tkt_${ticket}`
    await api.send('PATCH', url, { body: { title: 'First title', fields: { order: '<10117>' } } })
    await api.send('PATCH', url, { body: { title: 'Second title' } })
    await api.send('PATCH', path, { body: { tier: 'gold', tags: ['vip'] } })
    const { person, page } = await exported(path)
    expect(person.tickets[0]).toMatchObject({
      title: 'Second title',
      fields: { order: '<10117>' },
      customer: { tier: 'gold', tags: ['vip'] },
      given: [{ title: 'First title' }, { values: { order: '<10117>' } }, { title: 'Second title' }]
    })
    for (const text of ['First title', 'order: &lt;10117&gt;', 'Second title']) expect(page).toContain(text)
  })

  it('lets nothing that somebody wrote become part of the page', async () => {
    const { path } = await customer(hostile, `<b>"Eve"</b>`)
    const { page, person } = await exported(path)
    expect(page).not.toMatch(/<script|<b>|alert\("/)
    expect(page).toContain(
      '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39; &lt;/pre&gt;'
    )
    expect(page).toContain(`default-src 'none'`)
    expect(person.tickets[0].messages[0].text).toBe(hostile)
  })

  it('is on record each time, with who got it, also once the person is forgotten', async () => {
    const { path } = await customer('hello')
    await exported(path)
    expect((await exported(path)).person.disclosed).toEqual([
      { at: expect.any(String), what: 'export', principal: 'key:key_admin' }
    ])
    const forgotten = await api.post(`${path}/forgettings`, { code: 'request' })
    expect(forgotten.body.disclosed).toHaveLength(2)
    const late = await exported(path)
    expect(late.answer.status).toBe(409)
    expect((await api.get(`${path}/forgettings`)).body.disclosed).toHaveLength(2)
  })

  it('needs privacy:manage and nothing else, and finds nobody who was never there', async () => {
    const { path } = await customer('hello')
    const keyOf = async (scopes: string[]) =>
      String((await api.post('/api/v1/api-keys', { name: scopes.join(), scopes })).body.key)
    const { answer, person } = await exported(path, await keyOf(['privacy:manage']))
    expect([answer.status, person.tickets[0].messages[0].text]).toEqual([200, 'hello'])
    const without = await exported(path, await keyOf(['tickets:read', 'tickets:personal', 'tickets:write']))
    expect(without.answer.status).toBe(403)
    const nobody = '/api/v1/customers/cus_00000000-0000-4000-8000-000000000000'
    expect((await exported(nobody)).answer.status).toBe(404)
  })

  it('takes a long history, page after page', async () => {
    const { path, user: number } = await customer('message 0')
    for (let n = 1; n < 230; n++) await api.customerWrites(number, `message ${n}`)
    const { person } = await exported(path)
    const texts = person.tickets[0].messages.map(({ text }: { text: string }) => text)
    expect(texts).toEqual(Array.from({ length: 230 }, (_, n) => `message ${n}`))
  })
})

describe('A text of HTML', () => {
  it('is the same text again for whoever reads the page, and no markup', () => {
    const entities: { readonly [name: string]: string } = {
      amp: '&',
      lt: '<',
      gt: '>',
      quot: '"',
      '#39': "'"
    }
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...`<>&"'a; #`) }), text => {
        const shown = escaped(text)
        expect(shown).not.toMatch(/[<>"']/)
        expect(shown.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name) => entities[name] ?? '')).toBe(text)
      })
    )
  })
})
