import { type Instant, isJsonObject, isSlug, type Json, type JsonObject } from '#kernel'
import type { Scope } from '../api-key/scopes.js'
import { type FieldProblem, type Members, object } from './fields.js'

/** Another document that this one can't do without: it must be there, and can't be retired meanwhile. */
export interface Reference {
  readonly kind: string
  readonly id: string
  readonly pointer: string
}

export type StaleSetting = 'stale_source_version'

export type BodyOf = (reference: Pick<Reference, 'kind' | 'id'>) => JsonObject | undefined

/**
 * All there is to say of a kind of settings. Publishing, retiring, what is in use, the settings file, REST and OpenAPI
 * follow from it; docs/settings.md is compared with its schema.
 */
export interface SettingKind<Name extends string = string> {
  /** In events and in the streams' names; the documents of the desk have one together. */
  readonly kind: Name
  /** The one id there is; undefined: any slug. */
  readonly only: string | undefined
  /** Under /api/v1; its first part, with `_` for `-`, is the section of the settings file. */
  readonly path: string
  /** What one is called, e.g. `an SLA policy`. */
  readonly what: string
  /** Of its schemas and operations in OpenAPI. */
  readonly name: string
  /** What it takes to publish and to retire one. */
  readonly writeScope: Scope
  /** What it takes beside that to publish this over what is in force; `{}`: nothing is. */
  readonly alsoNeeds: (body: JsonObject, published: JsonObject) => readonly Scope[]
  /** Of the body as JSON. */
  readonly maxBytes: number
  /** What is wrong with a body by itself. */
  readonly check: (body: unknown, now: Instant) => readonly FieldProblem[]
  /** The whole body with its defaults, as it is published; of one that `check` has passed. */
  readonly complete: (body: JsonObject) => JsonObject
  /** Of any object: what is no reference is left out. */
  readonly refersTo: (body: JsonObject) => readonly Reference[]
  /** Whether what a body in force refers to can't be retired meanwhile; one that holds nothing may break. */
  readonly isHeld: (body: JsonObject) => boolean
  /** What is wrong with a complete body beside those that it refers to, which are all there. */
  readonly against: (body: JsonObject, bodyOf: BodyOf, now: Instant) => readonly FieldProblem[]
  /** Which state of the system that it is pushed from a body is. Null: it does not say, or is pushed from none. */
  readonly sourceVersion: (body: JsonObject) => Json
  /**
   * Why a body may not be published once this newest state was, whatever was published or retired since; decided with the
   * append, so of two at once one sees the other.
   */
  readonly refuseOver: (newest: Json, body: JsonObject) => StaleSetting | undefined
  readonly schema: JsonObject
  /** A body as somebody would publish it. */
  readonly example: JsonObject
}

/** By one id or a list of them, as a body has it. */
export const referencesTo = (kind: string, given: Json | undefined, at: string): Reference[] =>
  Array.isArray(given)
    ? given.flatMap((id, index) => (typeof id === 'string' ? [{ kind, id, pointer: `${at}/${index}` }] : []))
    : typeof given === 'string'
      ? [{ kind, id: given, pointer: at }]
      : []

type Optional =
  | 'only'
  | 'writeScope'
  | 'alsoNeeds'
  | 'maxBytes'
  | 'refersTo'
  | 'isHeld'
  | 'against'
  | 'sourceVersion'
  | 'refuseOver'

/** A declaration by its fields; `further`: what else must hold of a body whose fields are right. */
export function settingKind<const Name extends string>({
  fields,
  further = () => [],
  ...declared
}: Omit<SettingKind<Name>, 'check' | 'complete' | 'schema' | Optional> &
  Partial<Pick<SettingKind<Name>, Optional>> & {
    readonly fields: Members
    readonly further?: (body: JsonObject, now: Instant) => readonly FieldProblem[]
  }): SettingKind<Name> {
  const { schema, check, complete } = object(fields)
  return {
    only: undefined,
    writeScope: 'settings:write',
    alsoNeeds: () => [],
    maxBytes: 200 * 1024,
    refersTo: () => [],
    isHeld: () => true,
    against: () => [],
    sourceVersion: () => null,
    refuseOver: () => undefined,
    ...declared,
    schema,
    check(body, now) {
      const problems = check(body, '')
      return problems.length > 0 || !isJsonObject(body) ? problems : further(body, now)
    },
    complete(body) {
      const whole = complete?.(body) ?? body
      return isJsonObject(whole) ? whole : body
    }
  }
}

const taken: readonly string[] = ['search', 'imports', 'export', 'simulations']

export const settingIdRule =
  'must have an id of 1 to 64 characters a-z, 0-9, _ and - that begins with a letter or a digit ([a-z0-9][a-z0-9_-]{0,63})'

/** Paths below a kind have names of their own: these are no ids of documents that people name. */
export const isSettingId = (id: string): boolean => isSlug(id) && !taken.includes(id)

export const isIdOf = ({ only }: Pick<SettingKind, 'only'>, id: string): boolean =>
  only === undefined ? isSettingId(id) : only === id
