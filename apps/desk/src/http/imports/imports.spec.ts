import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { startTestApi, type TestApi } from '../testing.js'

const template = (id: string, en = 'Hello', more: object = {}) => ({
  ...{ id, shortcode: id, name: `The ${id}`, texts: { en } },
  ...more
})
const article = (id: string, more: object = {}) => ({ id, title: `About ${id}`, ...more })

describe('Importing', () => {
  let api: TestApi
  beforeEach(async () => {
    api = await startTestApi()
  })
  afterEach(() => api.stop())

  const send = (what: string, rows: unknown, query = '', headers = {}) =>
    api.post(`/api/v1/${what}/imports${query}`, rows, headers)
  const csv = (what: string, text: string, query = '') =>
    api.send('POST', `/api/v1/${what}/imports${query}`, {
      text,
      headers: { 'Content-Type': 'text/csv; charset=utf-8' }
    })
  const results = ({ body }: { body: { results: { result: string }[] } }) =>
    body.results.map(({ result }) => result)
  const errors = ({ body }: { body: { results: { errors: { pointer: string; code: string }[] }[] } }) =>
    body.results.map(row => row.errors.map(({ pointer, code }) => `${pointer} ${code}`))
  const exported = async (what: string) => {
    await api.settled()
    const { status, headers, body } = await api.get(`/api/v1/${what}/export`)
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    return body
  }
  const head = () => api.deps.reads.log.head()

  it('says of each row what became of it, and changes nothing the second time', async () => {
    await send('templates', [template('b')])
    const rows = [template('a'), template('b', 'Other words'), template('c')]
    const { status, body, headers } = await send('templates', rows)
    expect([status, body.results]).toEqual([
      200,
      [
        { row: 1, id: 'a', result: 'created', errors: [] },
        { row: 2, id: 'b', result: 'updated', errors: [] },
        { row: 3, id: 'c', result: 'created', errors: [] }
      ]
    ])
    const shown = await api.get(`/api/v1/templates/b?min_position=${headers.get('x-position')}`)
    expect(shown.body).toMatchObject({ version: 1, texts: { en: 'Other words' } })
    const before = await head()
    expect(results(await send('templates', rows))).toEqual(['unchanged', 'unchanged', 'unchanged'])
    expect(await head()).toBe(before)
  })

  it('takes what the export gives, in another desk too', async () => {
    await send('articles', [
      article('ru', { language: 'ru', translates: 'en', keywords: ['a', 'b'], source_version: 3 }),
      article('en', { body: 'Much "text"\n', url: 'https://a.example' })
    ])
    await send('templates', [template('a', '{{ customer.name | default: "you" }}'), template('gone')])
    await api.send('DELETE', '/api/v1/templates/gone')
    const [articles, templates] = [await exported('articles'), await exported('templates')]
    expect(articles.map(({ id }: { id: string }) => id)).toEqual(['en', 'ru'])
    expect(templates).toHaveLength(1)
    expect(results(await send('articles', articles))).toEqual(['unchanged', 'unchanged'])
    const other = await startTestApi()
    try {
      expect(await exported('articles')).toEqual(articles)
      expect((await other.get('/api/v1/templates/export')).body).toEqual([])
      expect((await other.post('/api/v1/templates/imports', templates)).status).toBe(200)
      expect((await other.post('/api/v1/articles/imports', articles)).status).toBe(200)
      await other.settled()
      expect((await other.get('/api/v1/articles/export')).body).toEqual(articles)
      expect((await other.get('/api/v1/templates/export')).body).toEqual(templates)
    } finally {
      await other.stop()
    }
  })

  it('publishes nothing where a row is wrong, and names everything that is wrong', async () => {
    await send('templates', [template('there')])
    const before = await head()
    const answer = await send('templates', [
      template('fine'),
      template('Bad Id', 'Hello', { colour: 'red' }),
      template('unknown', '#{ Customer.nam } {{contact.name}} {% if a %}'),
      template('fine'),
      { ...template('x'), id: undefined },
      'text',
      template('y', 'Hello', { shortcode: 'THERE' })
    ])
    expect([answer.status, answer.body.type]).toEqual([422, '/problems/import_refused'])
    expect(results(answer)).toEqual(['created', ...Array(6).fill('refused')])
    expect(errors(answer)).toEqual([
      [],
      [' id', '/shortcode invalid', '/colour unknown'],
      ['/texts/en unknown_variable', '/texts/en unknown_variable'],
      ['/id repeated'],
      ['/id required'],
      [' type'],
      ['/shortcode shortcode_taken']
    ])
    expect(answer.body.results[2].errors.map(({ message }: { message: string }) => message)).toEqual([
      'has the variable Customer.nam, which is not known: the nearest is customer.name',
      'has {% if a %}: a template has variables, and no conditions'
    ])
    expect(await head()).toBe(before)
  })

  it('with partial publishes what is right, but not what refers to a refused row', async () => {
    await send('articles', [article('old', { source_version: 5 })])
    const rows = [
      article('c', { translates: 'b' }),
      article('b', { translates: 'a' }),
      article('a', { url: 'javascript:alert(1)' }),
      article('d', { translates: 'old' }),
      article('old', { source_version: 4 })
    ]
    const answer = await send('articles', rows, '?partial=true')
    expect([answer.status, results(answer)]).toEqual([
      200,
      ['refused', 'refused', 'refused', 'created', 'refused']
    ])
    expect(errors(answer)[0]).toEqual(['/translates unknown_article'])
    expect(errors(answer)[4]).toEqual(['/source_version stale_source_version'])
    expect((await exported('articles')).map(({ id }: { id: string }) => id)).toEqual(['d', 'old'])
  })

  it('tried out publishes nothing, and says what it would do', async () => {
    await send('templates', [template('a'), template('b')])
    const before = await head()
    const rows = [template('a'), template('b', 'Other'), template('c')]
    const tried = await send('templates', rows, '?dry_run=true')
    expect([tried.status, results(tried)]).toEqual([200, ['unchanged', 'updated', 'created']])
    const wrong = await send('templates', [...rows, template('d', '<x>')], '?dry_run=true')
    expect([wrong.status, results(wrong)[3]]).toEqual([422, 'refused'])
    const partly = await send('templates', [...rows, template('d', '<x>')], '?dry_run=true&partial=true')
    expect([partly.status, results(partly)[3]]).toEqual([200, 'refused'])
    expect(await head()).toBe(before)
    expect((await send('templates', rows)).body).toEqual(tried.body)
  })

  it('is done once under one Idempotency-Key, which a trial does not use up', async () => {
    const key = { 'Idempotency-Key': 'import once' }
    const tried = await send('templates', [template('a')], '?dry_run=true', key)
    const first = await send('templates', [template('a')], '', key)
    expect([results(tried), results(first)]).toEqual([['created'], ['created']])
    const again = await send('templates', [template('a')], '', key)
    expect([again.body, again.headers.get('idempotent-replayed')]).toEqual([first.body, 'true'])
    expect((await send('templates', [template('b')], '', key)).status).toBe(422)
  })

  it('reads CSV: lists in a cell, texts by language, empty cells as what is left out', async () => {
    const answer = await csv(
      'templates',
      '\uFEFFid,shortcode,name,category,tags,texts.en,texts.ru\r\n' +
        'refund,refund,"Refund, first",,"money; Back","Hi {{contact.first_name}}\r\n""bye""",Привет\r\n' +
        'short,short\r\n'
    )
    expect([answer.status, results(answer), errors(answer)[1]]).toEqual([
      422,
      ['created', 'refused'],
      [' cells']
    ])
    const file =
      'id,title,keywords,source_version,url\nfaq,Questions,"a,b",12,\nnews,News,,2026-11-30T12:00:00Z,\n'
    expect(results(await csv('articles', file))).toEqual(['created', 'created'])
    expect(await exported('articles')).toMatchObject([
      { id: 'faq', keywords: ['a', 'b'], source_version: 12, url: null },
      { id: 'news', keywords: [], source_version: '2026-11-30T12:00:00Z' }
    ])
    await csv(
      'templates',
      'id,shortcode,name,tags,texts.en\nrefund,refund,Refund,"money; back","Hi {{contact.first_name}}\n""bye"""\n'
    )
    expect(await exported('templates')).toMatchObject([
      { id: 'refund', tags: ['money', 'back'], texts: { en: 'Hi {{customer.first_name}}\n"bye"' } }
    ])
  })

  it.each<[string, () => Promise<{ status: number }>, number]>([
    ['no list', () => send('templates', { id: 'a' }), 422],
    ['nothing', () => api.send('POST', '/api/v1/templates/imports'), 422],
    ['1,001 rows', () => send('templates', Array(1001).fill(template('a')), '?partial=true'), 422],
    ['no JSON', () => api.send('POST', '/api/v1/templates/imports', { text: '[' }), 400],
    ['CSV without a first line', () => csv('templates', ''), 422],
    ['CSV with a column twice', () => csv('templates', 'id,id\na,b'), 422],
    ['CSV that breaks off', () => csv('templates', 'id\n"a'), 422],
    ['a parameter that is none', () => send('templates', [], '?dry=true'), 400],
    ['neither yes nor no', () => send('templates', [], '?dry_run=1'), 400],
    ['more than 16 MiB', () => send('templates', ['x'.repeat(16 * 1024 * 1024)]), 413],
    ['a parameter of another command', () => api.post('/api/v1/tickets?dry_run=true', {}), 400]
  ])('refuses %s as a whole', async (_, ask, status) => {
    const before = await head()
    expect((await ask()).status).toBe(status)
    expect(await head()).toBe(before)
  })

  it('takes 1,000 rows in one step', async () => {
    const rows = Array.from({ length: 1000 }, (_, at) => template(`t${at}`))
    expect(new Set(results(await send('templates', rows)))).toEqual(new Set(['created']))
    const there = await exported('templates')
    expect(there).toHaveLength(1000)
    expect(new Set(results(await send('templates', there)))).toEqual(new Set(['unchanged']))
  })

  it('names the one row of 1,000 that is broken, and publishes none', async () => {
    const rows = Array.from({ length: 1000 }, (_, at) =>
      template(`t${at}`, at === 536 ? '{{custmer.name}}' : 'Hello')
    )
    const before = await head()
    const answer = await send('templates', rows)
    expect(answer.status).toBe(422)
    const refused = answer.body.results.filter(({ result }: { result: string }) => result === 'refused')
    expect(refused).toMatchObject([
      { row: 537, id: 't536', errors: [{ pointer: '/texts/en', code: 'unknown_variable' }] }
    ])
    expect(await head()).toBe(before)
  })

  it('takes no rows, and a row of 200 KiB', async () => {
    expect((await send('templates', [])).body).toEqual({ results: [] })
    const [large, tooLarge] = [190, 201].map(kib => article(`a${kib}`, { body: 'x'.repeat(kib * 1024) }))
    const answer = await send('articles', [large, tooLarge], '?partial=true')
    expect(results(answer)).toEqual(['created', 'refused'])
  })

  it('with rows broken at random publishes all or nothing, and refuses exactly the broken ones', async () => {
    const broken = [
      (id: string) => template(id, '{{nobody.knows}}'),
      (id: string) => template(id, '<b>'),
      (id: string) => template(id, 'Hello', { shortcode: '' }),
      (id: string) => template(id, 'Hello', { texts: {} })
    ]
    const anyRows = fc.array(fc.option(fc.constantFrom(...broken), { freq: 4 }), {
      minLength: 1,
      maxLength: 30
    })
    let run = 0
    await fc.assert(
      fc.asyncProperty(anyRows, fc.boolean(), async (rows, partial) => {
        const ids = rows.map((_, at) => `r${run}-${at}`)
        run++
        const before = (await exported('templates')).length
        const given = rows.map((breaks, at) => (breaks ?? template)(ids[at] ?? ''))
        const answer = await send('templates', given, partial ? '?partial=true' : '')
        const right = rows.filter(breaks => breaks === null).length
        const isPublished = partial || right === rows.length
        expect(answer.status).toBe(isPublished ? 200 : 422)
        expect(results(answer)).toEqual(rows.map(breaks => (breaks ? 'refused' : 'created')))
        expect((await exported('templates')).length - before).toBe(isPublished ? right : 0)
      }),
      { numRuns: 15 }
    )
  })
})
