import { isJsonObject, type Json, type JsonObject } from '#kernel'
import { type Reference, referencesTo } from '../setting/spec.js'
import { classOf, idAfter } from './words.js'

const objects = (given: Json | undefined): readonly (readonly [number, JsonObject])[] =>
  (Array.isArray(given) ? given : []).flatMap((one, index) => (isJsonObject(one) ? [[index, one]] : []))

const referred: { readonly [field: string]: string } = { queue_id: 'queue', team_id: 'team' }

function ofCondition({ field: name, value: given }: JsonObject, at: string): Reference[] {
  const asText = String(name)
  const ofField = idAfter('field', asText)
  if (ofField !== undefined) return [{ kind: 'ticket_field', id: ofField, pointer: `${at}/field` }]
  const calendar = idAfter('calendar', asText)
  if (calendar !== undefined) return [{ kind: 'calendar', id: calendar, pointer: `${at}/field` }]
  const kind = Object.hasOwn(referred, asText) ? referred[asText] : undefined
  if (kind === undefined) return []
  return referencesTo(kind, given, `${at}/value`)
}

const named: { readonly [action: string]: string } = {
  transfer: 'queue',
  assign_team: 'team',
  reply_template: 'template',
  start_form: 'form'
}

function ofAction(action: JsonObject, at: string): Reference[] {
  const { escalate } = action
  const higher = isJsonObject(escalate) ? escalate['team_id'] : undefined
  const others = Object.entries(named).flatMap(([name, kind]) => {
    const id = action[name]
    return typeof id === 'string' ? [{ kind, id, pointer: `${at}/${name}` }] : []
  })
  return typeof higher === 'string'
    ? [...others, { kind: 'team', id: higher, pointer: `${at}/escalate/team_id` }]
    : others
}

/** Of any object: what is no reference is left out. */
export function rulesReferences({ after, if: conditionsGiven, then: actionsGiven }: JsonObject): Reference[] {
  const calendar = isJsonObject(after) ? after['calendar_id'] : null
  const asked = isJsonObject(conditionsGiven) ? conditionsGiven : {}
  return [
    ...(typeof calendar === 'string'
      ? [{ kind: 'calendar', id: calendar, pointer: '/after/calendar_id' }]
      : []),
    ...['all', 'any', 'none'].flatMap(part =>
      objects(asked[part]).flatMap(([index, one]) => ofCondition(one, `/if/${part}/${index}`))
    ),
    ...objects(actionsGiven).flatMap(([index, one]) => ofAction(one, `/then/${index}`))
  ]
}

/** Every pattern of a rule, under its pointer: whether RE2 takes it is looked at outside. */
export function patternsIn({
  if: conditionsGiven
}: JsonObject): readonly { readonly pattern: string; readonly pointer: string }[] {
  const asked = isJsonObject(conditionsGiven) ? conditionsGiven : {}
  return ['all', 'any', 'none'].flatMap(part =>
    objects(asked[part]).flatMap(([index, { op, value: given }]) =>
      op === 'matches' && typeof given === 'string'
        ? [{ pattern: given, pointer: `/if/${part}/${index}/value` }]
        : []
    )
  )
}

const asksForWords = new Set<Json | undefined>(['has_any', 'has_all', 'has_none'])

/** Every term that a rule looks for in what people write, under its pointer. */
export function termsIn({
  if: conditionsGiven
}: JsonObject): readonly { readonly term: string; readonly pointer: string }[] {
  const asked = isJsonObject(conditionsGiven) ? conditionsGiven : {}
  return ['all', 'any', 'none'].flatMap(part =>
    objects(asked[part]).flatMap(([index, { field, op, value: given }]) => {
      const isOfWords = classOf(String(field)) === 'words' || idAfter('field', String(field)) !== undefined
      if (!isOfWords || !asksForWords.has(op) || !Array.isArray(given)) return []
      return given.flatMap((term, nth) =>
        typeof term === 'string' ? [{ term, pointer: `/if/${part}/${index}/value/${nth}` }] : []
      )
    })
  )
}

/** The endpoints that a rule names, under their pointers. */
export function endpointsIn({
  then: actionsGiven
}: JsonObject): readonly { readonly endpoint: string; readonly pointer: string }[] {
  return objects(actionsGiven).flatMap(([index, { webhook }]) =>
    isJsonObject(webhook) && typeof webhook['endpoint_id'] === 'string'
      ? [{ endpoint: webhook['endpoint_id'], pointer: `/then/${index}/webhook/endpoint_id` }]
      : []
  )
}

/** The agents that a rule names, under their pointers. */
export function agentsIn({
  then: actionsGiven
}: JsonObject): readonly { readonly agent: string; readonly pointer: string }[] {
  return objects(actionsGiven).flatMap(([index, { assign_agent: agent }]) =>
    typeof agent === 'string' ? [{ agent, pointer: `/then/${index}/assign_agent` }] : []
  )
}
