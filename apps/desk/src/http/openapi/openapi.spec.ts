import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { JsonObject } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'
import { openApiDocument } from './document.js'
import { operations } from './operations.js'

describe('The OpenAPI document', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(structuredClone(openApiDocument))
    expect({ valid, errors }).toMatchObject({ valid: true })
    expect(validator.version).toBe('3.1')
  })

  it('is served without a key', async () => {
    const { status, body } = await api.get('/api/v1/openapi.json', { Authorization: '' })
    expect([status, body]).toEqual([200, openApiDocument])
  })

  it('names every route there is, and no other', () => {
    const described = operations.map(({ method, path }) => `${method} ${path}`)
    expect(new Set(described).size).toBe(described.length)
    expect(described.sort()).toEqual(api.routes().sort())
  })

  it('names the scope of every operation: none, one or several', () => {
    const { paths } = openApiDocument as { paths: { [path: string]: { [method: string]: object } } }
    for (const { path, method, scopes } of operations) {
      const told = scopes?.length === 1 ? scopes[0] : scopes
      expect(paths[path]?.[method]).toHaveProperty(['x-scope'], told)
    }
  })

  it('describes every operation with its scope, and shows examples that are what they stand for', () => {
    const fits = validator()
    let shown = 0
    for (const { path, method, scopes } of operations) {
      const operation = described(path, method)
      for (const scope of scopes ?? []) expect(operation.description).toContain(`\`${scope}\``)
      expect(operation.description.length).toBeGreaterThan(operation.summary.length)
      const parameters = operation.parameters.map(one => resolved(one) as unknown as Shown)
      const bodies = [operation.requestBody, ...Object.values(operation.responses).map(resolved)]
      const contents = bodies.flatMap(body => Object.values((body?.['content'] ?? {}) as Contents))
      const isFile = (schema: JsonObject) => schema['format'] === 'binary'
      const examples = [...parameters, ...contents.filter(({ schema }) => !isFile(schema))]
      for (const { schema, example } of examples) fits(schema, example, `${method} ${path}`)
      expect([path, method, examples.length > 0]).toEqual([path, method, true])
      shown += examples.length
    }
    expect(shown).toBeGreaterThan(operations.length)
  })

  it('has bodies for examples that the server understands', async () => {
    const ticket = await api.customerWrites(2, 'Help')
    const ids: { readonly [prefix: string]: string } = { tickets: `tkt_${ticket}` }
    for (const { path, method, body, bodyType } of operations) {
      if (!body || bodyType || path.includes('forgettings')) continue
      const content = described(path, method).requestBody?.['content'] as Contents
      const at = path.replace(
        /([\w-]+)\/\{(\w+)\}/g,
        (_, resource: string) => `${resource}/${ids[resource] ?? 'berlin'}`
      )
      const { status, body: answer } = await api.send(method.toUpperCase(), at, {
        body: content['application/json']?.example
      })
      const codes = (answer?.errors ?? []).map(({ code }: { code: string }) => code)
      expect([method, at, codes.filter((code: string) => !code.startsWith('unknown'))]).toEqual([
        method,
        at,
        []
      ])
      expect([method, at, status === 400 || status >= 500]).toEqual([method, at, false])
    }
  })

  it('takes of each parameter of a query what the server takes, and nothing else', async () => {
    const ticket = await api.customerWrites(3, 'Help')
    await api.send('PUT', '/api/v1/saved-lists/general', { body: { name: 'General' } })
    const ajv = new Ajv2020({ strict: false })
    ajv.addFormat(
      'date-time',
      /^\d{4}-(0[1-9]|1[0-2])-[0-3]\d[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/
    )
    // All reports are asked for by the same parameters: each is tried once.
    const tried = new Set<string>()
    const wrong: string[] = []
    for (const { path, method } of operations) {
      const query = described(path, method)
        .parameters.map(
          one => resolved(one) as unknown as Shown & { in: string; name: string; required?: boolean }
        )
        .filter(one => one.in === 'query' && !signed.includes(one.name))
      const at = path.replace('{id}', path.includes('/tickets/{id}') ? `tkt_${ticket}` : 'general')
      for (const { name, schema, example } of query) {
        const shared = `${name} ${JSON.stringify(schema)}`
        if (path.startsWith('/api/v1/reports/') && tried.has(shared)) continue
        tried.add(shared)
        const check = ajv.compile(schema)
        const isNumber = schema['type'] === 'integer'
        const allows = (text: string) => check(isNumber && /^\d{1,16}$/.test(text) ? Number(text) : text)
        for (const value of [...probes, String(example)]) {
          // A wrong beginning and end of a period is no matter of one parameter.
          const others = query.filter(one => one.required).map(one => [one.name, String(one.example)])
          const asked = new URLSearchParams({ ...Object.fromEntries(others), [name]: value })
          const { status, body } = await api.send(method.toUpperCase(), `${at}?${asked}`)
          const refused = status === 400 && String(body.detail).startsWith(`${name} `)
          if (refused === allows(value)) wrong.push(`${at} ${name}=${value}: ${refused ? '' : 'not '}refused`)
        }
      }
    }
    expect(wrong).toEqual([])
    expect(tried.size).toBeGreaterThan(0)
  }, 120_000)

  it('has an answer for every reference in it', () => {
    const text = JSON.stringify(openApiDocument)
    for (const [, kind, name] of text.matchAll(/#\/components\/(\w+)\/([\w-]+)/g)) {
      expect(openApiDocument).toHaveProperty(['components', kind ?? '', name ?? ''])
    }
  })

  it('describes what is really answered', async () => {
    const agent = await api.agent(7, 'Ann')
    const ticket = await api.customerWrites(1, 'Help')
    const path = `/api/v1/tickets/tkt_${ticket}`
    const reply = await api.post(`${path}/replies`, { text: 'Hi', agent_id: `agt_${agent}` })
    await api.settled()
    const validate = validator()
    validate('WrittenAnswer', reply.body)
    validate('Ticket', (await api.get(path)).body)
    for (const [list, schema] of [
      [`${path}/thread`, 'Message'],
      [`${path}/events`, 'Event'],
      ['/api/v1/tickets', 'Ticket'],
      ['/api/v1/queues', 'Queue'],
      ['/api/v1/agents', 'Agent'],
      ['/api/v1/admin/deliveries', 'Delivery']
    ] as const) {
      const { body } = await api.get(list)
      expect(body.data.length).toBeGreaterThan(0)
      for (const item of body.data) validate(schema, item)
      validate('Page', body.page)
    }
    validate('PublishedDesk', (await api.get('/api/v1/desk/main')).body)
    validate('PublishedQueue', (await api.get('/api/v1/queues/general')).body)
    validate('Problem', (await api.get('/api/v1/tickets/tkt_1')).body)
  })
})

/** What only the server can make, or know. */
const signed: readonly string[] = ['cursor', 'after', 'min_position']

const probes = [
  ...['', ' ', '0', '1', '-1', '1.5', '100', '101', '9007199254740991', '9007199254740992', '1e3', 'x', 'X'],
  ...['none', 'open', 'open,', 'open,closed', 'open,nothing', 'high', 'overdue', 'a,b', 'general', 'General'],
  ...['agt_1', `agt_${crypto.randomUUID()}`, `none,agt_${crypto.randomUUID()}`, `tkt_${crypto.randomUUID()}`],
  ...['2026-01-05', '2026-01-05T08:00:00Z', '2026-01-05T08:00:00+01:00', '2026-13-05T08:00:00Z'],
  ...['2026-01-05T08:00', 'view:ticket', 'view ticket', 'created_at', '-created_at', 'x'.repeat(101)],
  Array(51).fill('open').join(','),
  Array(50).fill('open').join(',')
]

type Shown = { readonly schema: JsonObject; readonly example: unknown }
type Contents = { readonly [type: string]: Shown }
interface Described {
  readonly summary: string
  readonly description: string
  readonly parameters: readonly JsonObject[]
  readonly requestBody?: JsonObject
  readonly responses: { readonly [status: string]: JsonObject }
}

function described(path: string, method: string): Described {
  const { paths } = openApiDocument as unknown as {
    paths: { [path: string]: { [method: string]: Described } }
  }
  const operation = paths[path]?.[method]
  if (!operation) throw new Error(`${method} ${path} is not described`)
  return operation
}

function resolved(part: JsonObject): JsonObject {
  const [, kind, name] = /#\/components\/(\w+)\/([\w-]+)/.exec(String(part['$ref'])) ?? []
  if (!kind || !name) return part
  const { components } = openApiDocument as unknown as {
    components: { [kind: string]: { [name: string]: JsonObject } }
  }
  return components[kind]?.[name] ?? {}
}

function validator() {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(openApiDocument, 'desk')
  const checks = new Map<string, ValidateFunction>()
  return (schema: string | JsonObject, value: unknown, of: unknown = schema) => {
    const here = typeof schema === 'string' ? `#/components/schemas/${schema}` : undefined
    const text = JSON.stringify(here ? { $ref: here } : schema).replaceAll('"#/', '"desk#/')
    const check = checks.get(text) ?? ajv.compile(JSON.parse(text))
    checks.set(text, check)
    check(value)
    expect({ of, errors: check.errors }).toEqual({ of, errors: null })
  }
}
