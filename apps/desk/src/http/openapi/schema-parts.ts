import type { Schema } from './types.js'

export const text: Schema = { type: 'string' }
export const nullableText: Schema = { type: ['string', 'null'] }
export const whole: Schema = { type: 'integer', minimum: 0 }
export const nullableWhole: Schema = { type: ['integer', 'null'] }
export const yesNo: Schema = { type: 'boolean' }
/** In examples. */
export const aTime = '2026-01-05T09:00:00.000Z'
export const time: Schema = { type: 'string', format: 'date-time' }
export const nullableTime: Schema = { type: ['string', 'null'], format: 'date-time' }
export const oneOf = (values: readonly string[]): Schema => ({ type: 'string', enum: values })
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
export const nullable = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] })
export const list = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more })

const hex = '[0-9a-f]'
const uuid = `${hex}{8}-${hex}{4}-${hex}{4}-${hex}{4}-${hex}{12}`
const anId = (prefix: string): string => `${prefix}_${prefix === 'key' ? `${hex}{8}` : uuid}`
const exampleId = (prefix: string): string =>
  prefix === 'key' ? 'key_1f0c8a3e' : `${prefix}_2b1f6f0e-3a57-5c1d-9f44-0c6f1d2e7a10`
export const id = (prefix: string): Schema => ({
  type: 'string',
  pattern: `^${anId(prefix)}$`,
  examples: [exampleId(prefix)]
})
export const nullableId = (prefix: string): Schema => ({ ...id(prefix), type: ['string', 'null'] })

const severalOf = (item: string, values: string, example: string): Schema => ({
  type: 'string',
  pattern: `^(?:${item})(?:,(?:${item})){0,49}$`,
  description: `${values}; several, at most 50, with a comma between.`,
  examples: [example]
})
export const several = (values: readonly string[]): Schema =>
  severalOf(
    values.map(value => value.replaceAll(/[.*]/g, '\\$&')).join('|'),
    `One of ${values.join(', ')}`,
    values.slice(0, 2).join(',')
  )
const aSlug = '[a-z0-9][a-z0-9_-]{0,63}'
export const slug: Schema = { type: 'string', pattern: `^${aSlug}$`, examples: ['billing'] }
export const slugs = severalOf(aSlug, 'A queue id', 'billing,general')
export const assignees = severalOf(
  `none|${anId('agt')}`,
  'An agent id, or none for tickets without one',
  'none'
)
export const codes = severalOf(
  '[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}',
  "A ticket's code, with or without its dash",
  '7K3Q-X9M2'
)
export const tagsAsked = severalOf('(?=[^,]*[^,\\s])[^,]{1,200}', 'A tag, in any case', 'vip')
export const teams = severalOf(`none|${aSlug}`, 'A team id, or none for tickets without one', 'level-2')
export const customers = severalOf(anId('cus'), 'A customer id', exampleId('cus'))
export const position: Schema = {
  type: 'string',
  pattern: '^[A-Za-z0-9_/-]{1,100}$',
  examples: ['0000000000000042']
}
export const processName: Schema = {
  type: 'string',
  pattern: '^[a-z0-9:_-]{1,100}$',
  examples: ['view:ticket']
}
/** Of a query. Said once for all calls that take it: it is long. */
export const timeZone: Schema = { $ref: '#/components/parameters/tz' }
/** Whole numbers as a query gives them. */
export const revision: Schema = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }

/** What we answer: every member is always there. */
export const answer = (properties: { readonly [name: string]: Schema }): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties)
})
/** What we take: nothing but these members. */
export const input = (
  required: readonly string[],
  properties: { readonly [name: string]: Schema }
): Schema => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
  additionalProperties: false
})
export const written = { type: 'string', minLength: 1, maxLength: 32_768 }
export const tags = list(
  { type: 'string', description: 'Kept in lower case (NFKC), with 1 to 50 characters then.' },
  { maxItems: 50 }
)
export const seconds = { type: 'integer', minimum: 0, maximum: 315_360_000 }
/** What every setting has beside its body once it is published. */
export const published = { id: text, version: whole, published_at: time }
/** Of the feed. */
export const eventCursor: Schema = {
  type: 'string',
  pattern: '^[A-Za-z0-9_-]{1,300}\\.[A-Za-z0-9_-]{43}$',
  examples: [`WyIwMDAwMDAwMDAwMDAwMDQyIl0.${'k'.repeat(43)}`]
}
