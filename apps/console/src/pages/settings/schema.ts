import { api, got } from '../../api/client.js'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }
export type Document = { readonly [name: string]: Json }

/** As much of JSON Schema as the desk's settings use. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly (string | null)[]
  readonly const?: Json
  readonly properties?: { readonly [name: string]: Schema }
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly prefixItems?: readonly Schema[]
  readonly additionalProperties?: boolean | Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly default?: Json
  readonly description?: string
  readonly format?: string
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly maxProperties?: number
  readonly examples?: readonly Json[]
}

interface Operation {
  readonly requestBody?: { readonly content: { readonly [type: string]: { readonly schema: Schema } } }
  readonly 'x-scope'?: string
}
interface OpenApi {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } }
  readonly components: { readonly schemas: { readonly [name: string]: Schema } }
}

export interface Kind {
  /** As in the address: `queues`, `desk`. */
  readonly path: string
  /** Of each document by its id, where they differ; else of all under `''`. */
  readonly schemas: ReadonlyMap<string, { readonly schema: Schema; readonly scope: string }>
}

let known: Promise<{ kinds: readonly Kind[]; resolve: (schema: Schema) => Schema }> | undefined

/** Which settings there are, as the desk describes itself: a new kind appears here by itself. */
export function settingKinds(): NonNullable<typeof known> {
  known ??= read().catch((error: unknown) => {
    known = undefined
    throw error
  })
  return known
}

async function read() {
  // What it holds beyond these names is not looked at.
  const answer: unknown = await got(api.GET('/api/v1/openapi.json'))
  const document = answer as OpenApi
  const kinds = new Map<string, Map<string, { schema: Schema; scope: string }>>()
  for (const [path, methods] of Object.entries(document.paths)) {
    const [, kind, id] = /^\/api\/v1\/([\w-]+)\/([\w{}-]+)$/.exec(path) ?? []
    const schema = methods['put']?.requestBody?.content['application/json']?.schema
    if (kind === undefined || id === undefined || !schema) continue
    const of = kinds.get(kind) ?? new Map()
    kinds.set(kind, of.set(id === '{id}' ? '' : id, { schema, scope: String(methods['put']?.['x-scope']) }))
  }
  const resolve = (schema: Schema): Schema => {
    const name = schema.$ref?.split('/').at(-1)
    const found = name === undefined ? undefined : document.components.schemas[name]
    return found ? resolve(found) : schema
  }
  return { kinds: [...kinds].map(([path, schemas]) => ({ path, schemas })), resolve }
}

export const isObject = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const typesOf = ({ type }: Schema): readonly string[] =>
  type === undefined ? [] : ([type].flat() as string[])
export const mayBeNull = (schema: Schema): boolean => typesOf(schema).includes('null')

/** The list that it is, or may be instead of one; undefined: it is none. */
export const listIn = (schema: Schema): Schema | undefined =>
  [schema, ...(schema.anyOf ?? [])].find(one => typesOf(one).includes('array'))

/** What it must be one of; null is left out. */
export const wordsIn = ({ enum: of = [] }: Schema): readonly string[] => of.filter(one => one !== null)

/** A text in each of some languages. */
export const isTexts = ({ additionalProperties: of }: Schema): boolean =>
  typeof of === 'object' && typesOf(of).includes('string')

/** What a new value begins as. */
export function blankOf(schema: Schema): Json {
  if (schema.const !== undefined) return schema.const
  if (schema.anyOf) return listIn(schema) ? [] : ''
  if (schema.default !== undefined && schema.default !== null) return schema.default
  if (schema.enum) return schema.enum[0] ?? ''
  const [type] = typesOf(schema).filter(one => one !== 'null')
  switch (type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map(name => [name, blankOf(schema.properties?.[name] ?? {})])
      )
    case 'array':
      return []
    case 'integer':
    case 'number':
      return schema.minimum ?? 0
    case 'boolean':
      return false
    default:
      return ''
  }
}
