import { isJsonObject, type Json, type JsonObject } from '#kernel'
import { aTime } from './schema-parts.js'
import { schemas } from './schemas.js'
import type { Schema } from './types.js'

/** What texts say that have no example of their own, by the name of their field. */
const texts: { readonly [field: string]: string } = {
  id: '8d3c1f6e-52a4-5b7e-9c10-4f2a6b8d0e11',
  event_id: '8d3c1f6e-52a4-5b7e-9c10-4f2a6b8d0e11',
  type: 'TicketAssigned',
  display_name: 'Anna Schmidt',
  username: 'anna_s',
  name: 'Billing',
  text: 'Your parcel is on its way.',
  comment: 'Refunded by card.',
  reason: 'Asked for by the customer.',
  case: 'DSR-2026-17',
  queue_id: 'general',
  calendar_id: 'berlin',
  policy_id: 'standard',
  language: 'en',
  position: '0000000000000042',
  next_cursor: 'b2xkZXI.9f31',
  process: 'intake',
  sequence: 'topic 7',
  stream: 'ticket-2b1f6f0e-3a57-5c1d-9f44-0c6f1d2e7a10',
  created_by: 'key:key_admin',
  principal: 'key:key_1f0c8a3e',
  key: 'tdk_1f0c8a3e_q0nXJ4uVb7rWm2Zs8TgYc1KdLhPe5AfN',
  ticket_id: '7K3Q-X9M2',
  zone_data: '2026a',
  tz: 'Europe/Berlin',
  definition: 'created: tickets that were opened in the group.',
  state: 'running',
  queues: 'billing',
  cidrs: '192.0.2.0/24',
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-01-12T09:00:00.000Z',
  until: '2030-01-01T00:00:00.000Z',
  expires_at: '2030-01-01T00:00:00.000Z'
}

const formats: { readonly [format: string]: string } = { 'date-time': aTime, date: '2026-01-05' }

/** A value that the schema takes: its own example, else one put together from those of its parts. */
export function exampleOf(schema: Schema, field = ''): Json {
  const { $ref, examples, enum: values, const: only, anyOf, oneOf } = schema
  if (typeof $ref === 'string') return exampleOf(schemas[$ref.split('/').at(-1) ?? ''] ?? {}, field)
  if (Array.isArray(examples) && examples[0] !== undefined) return examples[0]
  if (only !== undefined) return only
  if (Array.isArray(values) && values[0] !== undefined) return values[0]
  if (schema['default'] !== undefined && schema['default'] !== null) return schema['default']
  const [first] = [anyOf, oneOf].filter(Array.isArray).flat().filter(isJsonObject)
  if (first && !isJsonObject(schema['properties'])) return exampleOf(first, field)
  switch (typeOf(schema)) {
    case 'object':
      return objectOf(schema)
    case 'array':
      return isJsonObject(schema['items']) ? [exampleOf(schema['items'], field)] : []
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? Math.max(schema['minimum'], 1) : 1
    case 'boolean':
      return true
    default:
      return texts[field] ?? formats[String(schema['format'])] ?? 'general'
  }
}

const typeOf = ({ type }: Schema): Json | undefined => (Array.isArray(type) ? type[0] : type)

/** Of members that exclude each other only those of the first alternative. */
function objectOf({ properties, oneOf }: Schema): JsonObject {
  const others = Array.isArray(oneOf) ? oneOf.slice(1).filter(isJsonObject).flatMap(requiredOf) : []
  const members = isJsonObject(properties) ? Object.entries(properties) : []
  return Object.fromEntries(
    members.flatMap(([name, schema]) =>
      others.includes(name) || !isJsonObject(schema) ? [] : [[name, exampleOf(schema, name)]]
    )
  )
}

const requiredOf = ({ required }: JsonObject): readonly Json[] => (Array.isArray(required) ? required : [])
