import {
  type BodyOf,
  type FieldProblem,
  isIdOf,
  type Reference,
  type SettingKind,
  type SettingKindName,
  settingIdRule,
  settingKindOf,
  settingKinds
} from '#domain'
import { canonicalJson, type Instant, isJsonObject, type JsonObject } from '#kernel'
import { patternProblems } from '../rules/patterns.js'
import { termProblems } from '../rules/term-problems.js'

/** A document as it came. */
export interface SettingGiven {
  readonly kind: SettingKindName
  readonly id: string
  readonly body: unknown
}

/** The body in force of another document; `wrong`: there is one, but it can't be looked into; undefined: there is none. */
export type FindBody = (kind: SettingKindName, id: string) => Promise<JsonObject | 'wrong' | undefined>

/** The whole body with its defaults, or everything that is wrong with it. */
export type CheckedSetting = { readonly body: JsonObject } | { readonly problems: readonly FieldProblem[] }

export async function checkSetting(
  declared: SettingKind,
  { id, body }: Pick<SettingGiven, 'id' | 'body'>,
  find: FindBody,
  now: Instant
): Promise<CheckedSetting> {
  const ofId = isIdOf(declared, id) ? [] : [{ pointer: '', code: 'id', message: settingIdRule }]
  const ofFields = declared.check(body, now)
  if (!isJsonObject(body)) return { problems: [...ofId, ...ofFields] }
  const { bodyOf, missing, isWhole } = await referred(declared, { id, body }, find)
  const ofWords =
    ofFields.length === 0
      ? [...patternProblems(declared.kind, body), ...termProblems(declared.kind, body)]
      : []
  const problems = [...ofId, ...ofFields, ...ofWords, ...missing]
  if (problems.length > 0) return { problems }
  const whole = declared.complete(body)
  const against = [
    ...(isWhole ? declared.against(whole, bodyOf, now) : []),
    ...tooLarge(whole, Math.min(declared.maxBytes, maxPublishedBytes))
  ]
  return against.length > 0 ? { problems: against } : { body: whole }
}

/**
 * What the body refers to, directly and through what others of its kind refer to: itself is among them as it is to be,
 * so that it can be told whether it comes back to itself.
 */
async function referred(
  declared: SettingKind,
  { id, body }: { readonly id: string; readonly body: JsonObject },
  find: FindBody
) {
  const bodies = new Map([[keyOf({ kind: declared.kind, id }), body]])
  const missing: FieldProblem[] = []
  let isWhole = true
  const left = declared.refersTo(body).map(reference => ({ reference, direct: true }))
  for (let next = left.shift(); next; next = left.shift()) {
    const { reference, direct } = next
    if (bodies.has(keyOf(reference))) continue
    const to = settingKindOf(reference.kind, reference.id)
    const found = to && isIdOf(to, reference.id) ? await find(to.kind, reference.id) : undefined
    if (found === undefined) {
      if (direct) missing.push(notThere(reference))
    } else if (found === 'wrong') isWhole = false
    else {
      bodies.set(keyOf(reference), found)
      const further = to?.kind === declared.kind ? to.refersTo(found) : []
      left.push(...further.map(reference => ({ reference, direct: false })))
    }
  }
  const bodyOf: BodyOf = reference => bodies.get(keyOf(reference))
  return { bodyOf, missing, isWhole }
}

const keyOf = ({ kind, id }: Pick<Reference, 'kind' | 'id'>): string => `${kind}/${id}`

const notThere = ({ kind, pointer }: Reference): FieldProblem => ({
  pointer,
  code: `unknown_${kind}`,
  message: `is not ${settingKinds.find(one => one.kind === kind)?.what ?? kind}`
})

/** An event takes no more, whatever white space a body may have. */
const maxPublishedBytes = 250 * 1024
const tooLarge = (body: JsonObject, max: number): FieldProblem[] =>
  Buffer.byteLength(canonicalJson(body)) > max
    ? [{ pointer: '', code: 'too_large', message: `must have at most ${max} bytes without white space` }]
    : []
