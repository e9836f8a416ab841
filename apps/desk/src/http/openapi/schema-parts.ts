import type { Schema } from './types.js'

export const text: Schema = { type: 'string' }
export const nullableText: Schema = { type: ['string', 'null'] }
export const whole: Schema = { type: 'integer', minimum: 0 }
export const nullableWhole: Schema = { type: ['integer', 'null'] }
export const yesNo: Schema = { type: 'boolean' }
export const time: Schema = { type: 'string', format: 'date-time' }
export const nullableTime: Schema = { type: ['string', 'null'], format: 'date-time' }
export const oneOf = (values: readonly string[]): Schema => ({ type: 'string', enum: values })
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
export const nullable = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] })
export const list = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more })
export const id = (prefix: string): Schema => ({ type: 'string', pattern: `^${prefix}_` })
export const nullableId = (prefix: string): Schema => ({ type: ['string', 'null'], pattern: `^${prefix}_` })

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
