import { allPages, type Page } from '../../api/all-pages.js'
import { api, got } from '../../api/client.js'
import { may } from '../../api/session.js'
import { useLoaded } from '../../load.js'
import { common } from '../../words/common.js'
import { language } from '../../words/language.js'
import { fieldWords } from '../../words/settings.js'
import { ticketWords } from '../../words/ticket.js'

/** One that can be chosen: what is written, and what people call it. */
export type Named = readonly [id: string, name: string]

/** Where what a field names is listed. */
const lists: { readonly [field: string]: string } = {
  queue_id: 'queues',
  transfer: 'queues',
  team_id: 'teams',
  teams: 'teams',
  assign_team: 'teams',
  assign_agent: 'agents',
  members: 'agents',
  calendar_id: 'calendars',
  reply_template: 'templates',
  start_form: 'forms',
  endpoint_id: 'webhooks',
  field: 'ticket-fields',
  translates: 'articles'
}
const ofTags = /^(?:customer\.tags|tags|tags_any|add_tags|remove_tags)$/

/** Whether a field of a document names one of those that there are. */
export const isNamed = (field: string): boolean =>
  Object.hasOwn(lists, field) || (field !== 'tags' && ofTags.test(field))
/** Whether it may also name what there is not yet. */
export const isOpen = (field: string): boolean => ofTags.test(field)

interface Listed {
  readonly id: string
  readonly name?: string | null
  readonly title?: string
  readonly display_name?: string | null
  readonly options?: readonly {
    readonly id: string
    readonly label: { readonly [language: string]: string }
  }[]
}

const known = new Map<string, Promise<readonly Listed[]>>()
/** A form asks for the same list many times at once. */
const knownMs = 5000

function all(list: string): Promise<readonly Listed[]> {
  const found = known.get(list) ?? allPages(cursor => page(list, { limit: 100, ...cursor }))
  if (!known.has(list)) setTimeout(() => known.delete(list), knownMs)
  known.set(list, found)
  return found
}
// Which lists there are is told by the table above, and the types know them one by one.
const page = (list: string, query: object) =>
  got(api.GET(`/api/v1/${list}` as never, { params: { query } } as never) as never) as Promise<Page<Listed>>

const pairs = (of: { readonly [id: string]: string }): readonly Named[] => Object.entries(of)
const monthMs = 30 * 86_400_000

async function usedTags(): Promise<readonly Named[]> {
  if (!may('reports:read')) return []
  const [from, to] = [Date.now() - monthMs, Date.now()].map(at => new Date(at).toISOString())
  const query = { from: from ?? '', to: to ?? '', group_by: 'tag' as const }
  const { groups } = await got(api.GET('/api/v1/reports/volume', { params: { query } }))
  return groups.flatMap(({ key }) => (key === null ? [] : [[key, key] as const]))
}

async function namedIn(field: string): Promise<readonly Named[]> {
  if (ofTags.test(field)) return usedTags()
  if (field === 'priority') return pairs(common.value.priority)
  if (field.startsWith('status')) return pairs(common.value.status)
  if (field === 'sla.metric') return pairs(ticketWords.value.metric)
  if (field.startsWith('field.')) {
    const found = (await all('ticket-fields')).find(({ id }) => field === `field.${id}`)
    return (found?.options ?? []).map(({ id, label }) => [id, label[language.value] ?? label['en'] ?? id])
  }
  const list = lists[field]
  if (list === undefined) return []
  return (await all(list)).map(one => [one.id, one.name ?? one.title ?? one.display_name ?? one.id])
}

/** What a condition may look at beside the desk's own: the fields of tickets, and calendars. */
async function moreFields(): Promise<readonly Named[]> {
  const [fields, calendars] = await Promise.all([all('ticket-fields'), all('calendars')])
  const under = (prefix: string, found: readonly Listed[]) =>
    found.map(({ id, name }): Named => [`${prefix}.${id}`, `${fieldWords(prefix)}: ${name}`])
  return [...under('field', fields), ...under('calendar', calendars)]
}

function useChoices(key: string, read: () => Promise<readonly Named[]>): readonly Named[] {
  const { state } = useLoaded(key, read)
  return state.value.kind === 'ready' ? state.value.value : []
}

/** What a field can name; none where that is not listed, or not for who looks: then it is typed. */
export const useNamed = (field: string): readonly Named[] => useChoices(field, () => namedIn(field))
/** `examples`: as the desk describes its own, with one of each other. */
export function useFields(examples: readonly string[]): readonly Named[] {
  const more = useChoices('fields', moreFields)
  const own = examples.filter(one => !/^(?:field|calendar)\./.test(one))
  return [...own.map((one): Named => [one, fieldWords(one)]), ...more]
}
