import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
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

function validator() {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(openApiDocument, 'desk')
  return (schema: string, value: unknown) => {
    const check = ajv.compile({ $ref: `desk#/components/schemas/${schema}` })
    check(value)
    expect({ schema, errors: check.errors }).toEqual({ schema, errors: null })
  }
}
