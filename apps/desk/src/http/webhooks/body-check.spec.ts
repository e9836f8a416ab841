import { describe, expect, it } from '@jest/globals'
import { isJsonObject, type Json, type JsonObject } from '#kernel'
import { exampleOf } from '../openapi/examples.js'
import { schemas } from '../openapi/schemas.js'
import { createBodyCheck } from './body-check.js'

const names = ['WebhookBody', 'ThinWebhookBody', 'WebhookVerification', 'WebhookTest']
const example = (name: string): JsonObject => {
  const body = exampleOf(schemas[name] ?? {})
  if (!isJsonObject(body)) throw new Error(`${name} has no example`)
  return body
}
const faultIn = createBodyCheck()
const check = (body: Json) => faultIn(JSON.stringify(body))

describe('A body for an endpoint', () => {
  it.each(names)('is sent where it is as %s says', name => {
    expect(check(example(name))).toBeUndefined()
  })

  it.each(names)(
    'is not, where any member of %s is missing or of another kind, and it is said where',
    name => {
      const { type, data, ...rest } = example(name)
      if (!isJsonObject(data)) throw new Error('no data')
      for (const member of Object.keys(data)) {
        if (['messages', 'article', 'rule', 'command'].includes(member)) continue
        const { [member]: _, ...without } = data
        expect([member, check({ ...rest, type: type ?? null, data: without })]).toEqual([
          member,
          `${name}/data must have required property '${member}'`
        ])
      }
      expect(check({ type: type ?? null, data })).toBe(`${name} must have required property 'timestamp'`)
      expect(check({ ...example(name), timestamp: 7 })).toBe(`${name}/timestamp must be string`)
    }
  )

  it('is never told of in its own words', () => {
    const body = { ...example('WebhookBody'), type: 'what a person typed' }
    expect(check(body)).not.toContain('person')
  })

  it('that is no body at all is none', () => {
    for (const body of [null, 7, [], {}]) expect(check(body)).toContain('ThinWebhookBody')
  })
})
