import { readdirSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { isJsonObject, isSlug, type Json, type JsonObject } from '#kernel'
import { settingKindOf, settingKinds } from './index.js'

const fieldsIn = ({ properties }: JsonObject): JsonObject => (isJsonObject(properties) ? properties : {})

const schemasIn = (schema: JsonObject): JsonObject[] => {
  const inside = [...Object.values(fieldsIn(schema)), schema['items']].filter(isJsonObject)
  return [schema, ...inside.flatMap(schemasIn)]
}

/** What is just allowed, and what just is not. */
function boundsOf({ minimum, maximum, maxLength, enum: allowed }: JsonObject): Json[] {
  const numbers = [minimum, maximum].filter(bound => typeof bound === 'number')
  return [
    ...numbers.flatMap(bound => [bound - 1, bound, bound + 1, bound + 0.5]),
    ...(typeof maxLength === 'number' ? ['x'.repeat(maxLength), 'x'.repeat(maxLength + 1), ''] : []),
    ...(Array.isArray(allowed) ? allowed : [])
  ]
}

const repeated = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) < index)

/** What no field takes, and what a careless reader of references stumbles over. */
const strange: readonly Json[] = [null, true, 7, 1.5, 'text', [], [null], [{}], {}, { a: null }, [[['a']]]]

describe('the registry of setting kinds', () => {
  it('has every kind that is declared in this folder', () => {
    const files = readdirSync(new URL('.', import.meta.url))
      .filter(file => !file.endsWith('.spec.ts') && file !== 'index.ts')
      .map(file => file.replace('.ts', ''))
    const registered = settingKinds.map(({ kind, only }) => [kind, only].filter(Boolean).join('-'))
    expect(registered.map(name => name.replaceAll('_', '-')).sort()).toEqual(files.sort())
  })

  it('calls no two of them the same', () => {
    expect(repeated(settingKinds.map(({ path }) => path))).toEqual([])
    expect(repeated(settingKinds.map(({ name }) => name))).toEqual([])
    expect(repeated(settingKinds.map(({ kind, only }) => `${kind}/${only ?? ''}`))).toEqual([])
  })
})

describe.each(settingKinds.map(kind => [kind.path, kind] as const))('%s', (path, declared) => {
  const { kind, only, schema } = declared
  const fields = Object.keys(fieldsIn(schema))

  it('has names that streams, addresses and OpenAPI can bear', () => {
    expect(kind).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(path).toMatch(only === undefined ? /^[a-z]+(-[a-z]+)*$/ : /^[a-z]+\/[a-z]+(-[a-z]+)*$/)
    expect(declared.name).toMatch(/^[A-Z][A-Za-z]+$/)
    if (only !== undefined) expect([isSlug(only), path]).toEqual([true, `${kind}/${only}`])
    expect(settingKindOf(kind, only ?? 'any')).toBe(declared)
  })

  it('has an example that it takes', () => {
    expect(declared.check(declared.example, 0)).toEqual([])
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    expect(ajv.validate(schema, declared.example)).toBe(true)
  })

  it('takes whole numbers only', () => {
    const types = schemasIn(schema).flatMap(({ type }) => (Array.isArray(type) ? type : [type]))
    expect(types).not.toContain('number')
  })

  it('names each field that is wrong, whatever it holds, and finds no reference where there is none', () => {
    expect(declared.refersTo({})).toEqual([])
    for (const value of strange) {
      expect(isJsonObject(value) || declared.check(value, 0).length > 0).toBe(true)
      for (const field of fields) {
        const body = { [field]: value }
        for (const { pointer } of declared.check(body, 0)) expect(pointer).toMatch(/^(\/|$)/)
        for (const { kind: to, id, pointer } of declared.refersTo(body)) {
          expect(settingKindOf(to, id)).toBeDefined()
          expect(pointer.startsWith(`/${field}`)).toBe(true)
        }
      }
    }
  })

  it('takes nothing that its schema does not', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    const bounds = schemasIn(schema).flatMap(boundsOf)
    for (const field of fields) {
      const allows = ajv.compile({ properties: { [field]: fieldsIn(schema)[field] ?? {} } })
      for (const value of [...strange, ...bounds, ...bounds.map(bound => [bound])]) {
        const problems = declared.check({ [field]: value }, 0)
        const isTaken = !problems.some(({ pointer }) => pointer.startsWith(`/${field}`))
        if (isTaken) expect([field, value, allows({ [field]: value })]).toEqual([field, value, true])
      }
    }
  })

  it('fills in the same once and twice', () => {
    const once = declared.complete({})
    expect(declared.complete(once)).toEqual(once)
  })
})
