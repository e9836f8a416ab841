import type { Schemas } from '../../api/client.js'
import { active, type Filters } from './known.js'

type SavedList = Schemas['SavedListSetting']

const numbers: readonly string[] = ['due_within_s']
const flags: readonly string[] = ['escalated']

/** What the desk keeps of a list: the filters of an address, each as its kind is written down. */
export function savedListOf(name: string, { sort, status, q: _, ...others }: Filters): SavedList {
  const states = status === 'any' ? {} : { status: status ?? active }
  const filter = Object.fromEntries(
    Object.entries({ ...states, ...others }).map(([parameter, value]) => [
      parameter,
      written(parameter, value)
    ])
  )
  // What is none of them, the desk says.
  return { name, filter, sort: sort ?? null } as SavedList
}

function written(parameter: string, value: string): string | number | boolean | readonly string[] {
  if (numbers.includes(parameter)) return Number(value)
  if (flags.includes(parameter)) return value === 'true'
  return value.includes(',') ? value.split(',') : value
}

/** The address of a list that the desk keeps: without a status it shows all of them, and this page the active ones. */
export const addressOf = ({ filter, sort }: Pick<SavedList, 'filter' | 'sort'>): Filters => ({
  status: 'any',
  ...Object.fromEntries(Object.entries(filter ?? {}).map(([name, value]) => [name, String(value)])),
  ...(sort ? { sort } : {})
})

/** An id of what people call it; where its letters are none of an id, of when it was made. */
export function idOfList(name: string, now: number): string {
  const slug = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
  return slug === '' ? `list-${now.toString(36)}` : slug
}
