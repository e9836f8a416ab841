import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { JsonObject } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'
import { openApiDocument } from './document.js'
import { operations } from './operations.js'

interface Header {
  readonly name: string
  readonly in: string
  readonly schema: JsonObject
}

describe('What the OpenAPI document says', () => {
  let api: TestApi
  let ticket: string
  beforeAll(async () => {
    api = await startTestApi()
    for (const user of [1, 2, 3]) ticket = await api.customerWrites(user, 'Help')
    for (const user of [11, 12]) await api.agent(user, `Agent ${user}`)
    for (const id of ['one', 'two']) await api.send('PUT', `/api/v1/queues/${id}`, { body: { name: id } })
    for (const name of ['a', 'b']) await api.post('/api/v1/api-keys', { name, scopes: ['tickets:read'] })
    await api.settled()
  })
  afterAll(() => api.stop())

  const at = (path: string) =>
    path
      .replaceAll(/\{\w+\}/g, '{}')
      .replace('/tickets/{}', `/tickets/tkt_${ticket}`)
      .replaceAll('{}', 'general')

  it('is all that a path takes: any other method is 405, and Allow names those it takes', async () => {
    const paths = Map.groupBy(operations, ({ path }) => path)
    for (const [path, described] of paths) {
      // What is asked may be meant by another path too, as /templates/export by /templates/{id}.
      const meant = operations.filter(other => formOf(other.path).test(at(path)))
      const known = new Set([...described, ...meant].map(({ method }) => method.toUpperCase()))
      const allow = [...known, ...(known.has('GET') ? ['HEAD'] : [])].sort().join(', ')
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        if (known.has(method)) continue
        const { status, headers } = await api.send(method, at(path))
        expect([method, path, status, headers.get('allow')]).toEqual([method, path, 405, allow])
      }
    }
  })

  it('of each header is what the server takes, and nothing else', async () => {
    const { parameters } = (
      openApiDocument as unknown as { components: { parameters: { [name: string]: Header } } }
    ).components
    const headers = Object.values(parameters).filter(one => one.in === 'header')
    expect(headers.map(({ name }) => name).sort()).toEqual([
      ...['Idempotency-Key', 'If-Match', 'If-None-Match', 'If-None-Match', 'Last-Event-ID']
    ])
    for (const { name, schema } of headers) {
      const check = new Ajv2020({ strict: false }).compile(schema)
      for (const value of probes) {
        const refused = await isRefused(name, value)
        expect([name, value, refused]).toEqual([name, value, !check(value)])
      }
    }
  })

  async function isRefused(name: string, value: string): Promise<boolean> {
    const [method, path] =
      name === 'Last-Event-ID'
        ? ['GET', '/api/v1/stream']
        : name === 'If-None-Match'
          ? ['GET', `/api/v1/tickets/tkt_${ticket}`]
          : ['POST', `/api/v1/tickets/tkt_${ticket}/tag-changes`]
    const body = method === 'POST' ? { body: { add: ['x'] } } : {}
    const { status } = await api.send(method ?? '', path ?? '', { ...body, headers: { [name]: value } })
    return status === 400
  }

  it('is a list goes on at the address in Link, as long as there is more', async () => {
    const followed = []
    for (const { path, answer, method, needs } of operations) {
      if (method !== 'get' || needs || typeof answer !== 'object' || !answer || !('listOf' in answer))
        continue
      const first = await api.get(`${at(path)}?limit=1`)
      if (first.status !== 200) continue
      const [, next] = /^<(\/[^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? []
      expect([path, next !== undefined]).toEqual([path, first.body.page.has_more])
      if (next === undefined) continue
      const second = await api.get(next)
      expect([path, second.status, second.body.data.length <= 1]).toEqual([path, 200, true])
      expect([path, second.body.data]).not.toEqual([path, first.body.data])
      followed.push(path)
    }
    expect(followed.length).toBeGreaterThan(5)
  })
})

const formOf = (path: string) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)

const probes = [
  ...['x', 'a b', '"a"', '""', '"r1"', 'r1', '*', 'W/"r1"', '"r1", "r2"', '"r1",', '"r1" "r2"', '"a b"'],
  ...['x'.repeat(255), 'x'.repeat(256), '"', '"x', '\u00e4', 'a\tb', '7f1c-41', `"${'x'.repeat(200)}"`]
]
