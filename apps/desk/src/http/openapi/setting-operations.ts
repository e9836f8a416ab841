import { type SettingKind, settingKinds } from '#domain'
import { isJsonObject, type JsonObject } from '#kernel'
import { hasOwnList, listPath } from '../settings/setting-paths.js'
import {
  answer,
  aTime,
  list,
  nullableText,
  oneOf,
  position,
  published,
  ref,
  revision,
  text,
  time
} from './schema-parts.js'
import type { Operation, Schema } from './types.js'

/** Reading, publishing and retiring the documents of one kind. */
function documentsOf({ path, only, name, what: one, writeScope }: SettingKind): Operation[] {
  const at = `/api/v1/${path}${only === undefined ? '/{id}' : ''}` as const
  const what = one.charAt(0).toUpperCase() + one.slice(1)
  return [
    {
      method: 'get',
      path: at,
      id: `get${name}`,
      tag: 'settings',
      scopes: ['settings:read'],
      summary: `${what}, now, as of a version or as of a time.`,
      query: { version: revision, as_of: time, min_position: position },
      status: 200,
      answer: `Published${name}`,
      headers: ['ETag'],
      problems: [404]
    },
    {
      method: 'put',
      path: at,
      id: `put${name}`,
      tag: 'settings',
      scopes: [writeScope],
      summary: `${what}: publishes a whole new version; 201 for the first.`,
      body: `${name}Setting`,
      status: 200,
      answer: `Published${name}`,
      headers: ['ETag', 'X-Position'],
      ifMatch: true,
      ifNoneMatch: true,
      problems: [404, 409, 412]
    },
    {
      method: 'delete',
      path: at,
      id: `retire${name}`,
      tag: 'settings',
      scopes: [writeScope],
      summary: `${what}: takes it out of use.`,
      status: 204,
      answer: null,
      headers: ['X-Position'],
      ifMatch: true,
      problems: [404, 409, 412]
    },
    ...(only === undefined ? [referencesOf(`${at}/references`, name, one)] : [])
  ]
}

const referencesOf = (path: `/${string}`, name: string, what: string): Operation => ({
  method: 'get',
  path,
  id: `get${name}References`,
  tag: 'settings',
  scopes: ['settings:read'],
  summary: `The settings in force that refer to ${what}: while there are any it can't be retired.`,
  query: { min_position: position },
  status: 200,
  answer: 'SettingReferences',
  problems: [404]
})

/** The kinds by the path of their list; the documents of the desk are one list. */
const lists = Map.groupBy(
  settingKinds.filter(({ kind }) => !hasOwnList(kind)),
  listPath
)

const listOf = (path: string, [first, ...others]: readonly SettingKind[]): Operation[] =>
  first
    ? [
        {
          method: 'get',
          path: `/api/v1/${path}`,
          id: `list${pascal(path)}`,
          tag: 'settings',
          scopes: ['settings:read'],
          summary: `The ${path.replaceAll('-', ' ')} in force, by position, then id.`,
          status: 200,
          answer: { listOf: others.length === 0 ? `Published${first.name}` : anyOf(path) }
        }
      ]
    : []

const pascal = (path: string): string =>
  path.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
const anyOf = (path: string): string => `AnyOf${pascal(path)}`

export const settingOperations: readonly Operation[] = [...lists]
  .flatMap(([path, kinds]) => listOf(path, kinds))
  .concat(settingKinds.flatMap(documentsOf))

/** The schemas of a kind's fields, by name. */
export function fieldsOf({ schema: { properties } }: SettingKind): { readonly [field: string]: Schema } {
  const fields = isJsonObject(properties) ? Object.entries(properties) : []
  return Object.fromEntries(
    fields.flatMap(([name, schema]) => (isJsonObject(schema) ? [[name, schema]] : []))
  )
}

/** What a kind is published as: its fields, all of them, and what every setting has. */
const publishedOf = (kind: SettingKind): Schema => {
  const { schemas, example } = toldBeside[kind.kind] ?? { schemas: {}, example: {} }
  const told = { id: kind.only ?? 'billing', version: 0, published_at: aTime }
  return {
    ...answer({ ...published, ...fieldsOf(kind), ...schemas }),
    examples: [{ ...told, ...kind.complete(kind.example), ...example }]
  }
}

/** What is told of a kind that is no part of its documents. */
const toldBeside: {
  readonly [kind: string]: {
    readonly schemas: { readonly [name: string]: Schema }
    readonly example: JsonObject
  }
} = {
  rule: {
    schemas: {
      standing: answer({ state: oneOf(['active', 'off', 'broken', 'paused']), why: nullableText })
    },
    example: { standing: { state: 'active', why: null } }
  }
}

export const settingSchemas: { readonly [name: string]: Schema } = Object.fromEntries([
  [
    'SettingReferences',
    { ...answer({ referred_by: list(text) }), examples: [{ referred_by: ['queues/vip'] }] }
  ],
  ...settingKinds.flatMap(kind => [
    [`${kind.name}Setting`, { ...kind.schema, examples: [kind.example] }] as const,
    [`Published${kind.name}`, publishedOf(kind)] as const
  ]),
  ...[...lists].flatMap(([path, kinds]) =>
    kinds.length > 1
      ? [[anyOf(path), { anyOf: kinds.map(({ name }) => ref(`Published${name}`)) }] as const]
      : []
  )
])
