import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '#kernel'
import { settingKinds } from './kinds/index.js'

const text = readFileSync(new URL('../../../../docs/settings.md', import.meta.url), 'utf8')

const objectIn = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {})
const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])
const typesOf = ({ type }: JsonObject): readonly Json[] => (Array.isArray(type) ? type : [type ?? ''])

function typeOf(name: string, schema: JsonObject): string {
  const { anyOf, enum: allowed, format, prefixItems } = schema
  if (anyOf)
    return listIn(anyOf)
      .map(one => typeOf(name, objectIn(one)))
      .join(' or ')
  const [type] = typesOf(schema)
  const orNull = typesOf(schema).includes('null') ? ' or null' : ''
  if (allowed)
    return `${listIn(allowed)
      .filter(one => one !== null)
      .map(one => `\`${one}\``)
      .join(', ')}${orNull}`
  switch (type) {
    case 'string':
      return `${format === 'date' ? 'date' : 'text'}${orNull}`
    case 'integer':
      return `${/_s$/.test(name) ? 'whole seconds' : 'whole number'}${orNull}`
    case 'boolean':
      return `true or false${orNull}`
    case 'array':
      return prefixItems ? 'pair' : `list of ${several(typeOf(name, objectIn(schema['items'])))}`
    default:
      return `object${orNull}`
  }
}

const several = (type: string): string => (/^(text|pair|date|object)$/.test(type) ? `${type}s` : type)

function limitsOf(schema: JsonObject): string {
  const { anyOf, minLength = 0, maxLength, minimum, maximum, minItems = 0, maxItems, items } = schema
  if (anyOf) return limitsOf(objectIn(listIn(anyOf).at(-1)))
  const ofItems = isJsonObject(items) ? limitsOf(items) : ''
  const limits = [
    maxLength === undefined ? '' : `${minLength} to ${maxLength} characters`,
    minimum === undefined ? '' : maximum === undefined ? `from ${minimum}` : `${minimum} to ${maximum}`,
    maxItems === undefined || schema['prefixItems'] ? '' : `${minItems} to ${maxItems} items`,
    items && typesOf(objectIn(items))[0] !== 'object' && ofItems ? `each ${ofItems}` : ''
  ]
  return limits.filter(Boolean).join(', ')
}

interface Row {
  readonly field: string
  readonly cells: readonly string[]
}

/** A row for each field of a document, those inside others too; fields that are all alike share one. */
function rowsOf(schema: JsonObject, at = ''): Row[] {
  const properties = Object.entries(objectIn(schema['properties'])).map(
    ([name, field]) => [name, objectIn(field)] as const
  )
  const needed = listIn(schema['required'])
  const [first, last] = [properties[0], properties.at(-1)]
  const areAlike = new Set(properties.map(([, field]) => canonicalJson(field))).size === 1
  if (first && last && areAlike && properties.length > 3) {
    return [rowOf(first[0], first[1], false, `\`${at}${first[0]}\` to \`${at}${last[0]}\``)]
  }
  return properties.flatMap(([name, field]) => {
    const [inside, below] = field['items'] ? [objectIn(field['items']), '[].'] : [field, '.']
    const row = rowOf(name, field, needed.includes(name), `\`${at}${name}\``)
    return [row, ...rowsOf(inside, `${at}${name}${below}`)]
  })
}

function rowOf(name: string, field: JsonObject, isNeeded: boolean, title: string): Row {
  const { default: standard } = field
  const left = isNeeded ? 'required' : standard === undefined ? '' : `\`${JSON.stringify(standard)}\``
  return { field: title, cells: [typeOf(name, field), left || '-', limitsOf(field) || '-'] }
}

const sectionOf = (title: string): string => {
  const [, ...rest] = `\n${text}`.split(`\n## ${title}\n`)
  return rest.join('').split('\n## ')[0] ?? ''
}

describe('docs/settings.md', () => {
  it.each(settingKinds.map(kind => [kind.path, kind] as const))(
    'shows every field of %s with its type, default and limits',
    (path, { only, schema, maxBytes }) => {
      const section = sectionOf(only === undefined ? `\`${path}/{id}\`` : `\`${path}\``)
      const rows = rowsOf(schema).map(({ field, cells }) => `| ${[field, ...cells].join(' | ')} |`)
      const missing = rows.filter(row => !section.includes(`\n${row} `))
      expect(missing).toEqual([])
      // Each says what it means, and none is there that is no field.
      const shown = section.split('\n').filter(line => line.startsWith('| `'))
      expect(shown.filter(line => /\| *\|$/.test(line))).toEqual([])
      expect(shown).toHaveLength(rows.length)
      expect(section).toContain(`At most ${maxBytes / 1024} KiB`)
    }
  )

  it('has a section for each kind and no other', () => {
    const titles = [...text.matchAll(/^## `(.*)`$/gm)].map(([, title]) => title)
    expect(titles).toEqual(settingKinds.map(({ only, path }) => (only === undefined ? `${path}/{id}` : path)))
  })
})
