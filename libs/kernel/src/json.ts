export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json | undefined
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * RFC 8785: sorted keys, no white space; equal values give equal text.
 * Members that are `undefined` are left out, as JSON does.
 */
export function canonicalJson(value: Json | undefined): string {
  if (value === undefined) return 'null'
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  // Every event of a log that is sealed or checked comes through here: one call is half the price of one for each member.
  const inOrder = ordered(value)
  return inOrder ? JSON.stringify(inOrder) : memberByMember(value)
}

function memberByMember(value: Json | undefined): string {
  if (value === undefined) return 'null'
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isArray(value)) return `[${value.map(memberByMember).join(',')}]`
  const members = Object.keys(value)
    .sort()
    .flatMap(key => {
      const member = value[key]
      return member === undefined ? [] : `${JSON.stringify(key)}:${memberByMember(member)}`
    })
  return `{${members.join(',')}}`
}

type Structure = JsonObject | readonly Json[]

/** The same with sorted keys; itself where they are. Undefined: an object can't hold its keys in this order. */
function ordered(value: Structure): Structure | undefined {
  if (isArray(value)) return orderedList(value)
  const keys = Object.keys(value)
  let isSorted = true
  let last = ''
  for (const key of keys) {
    if (!keepsItsPlace(key)) return undefined
    if (key < last) isSorted = false
    last = key
  }
  if (!isSorted) keys.sort()
  let copy: { [key: string]: Json | undefined } | undefined = isSorted ? undefined : {}
  for (const key of keys) {
    const member = value[key]
    const inOrder = typeof member === 'object' && member !== null ? ordered(member) : member
    if (inOrder === undefined && member !== undefined) return undefined
    if (inOrder !== member) copy ??= { ...value }
    if (copy) copy[key] = inOrder
  }
  return copy ?? value
}

function orderedList(list: readonly Json[]): readonly Json[] | undefined {
  let copy: Json[] | undefined
  for (const [i, member] of list.entries()) {
    const inOrder = typeof member === 'object' && member !== null ? ordered(member) : member
    if (inOrder === undefined && member !== undefined) return undefined
    if (inOrder === undefined || inOrder === member) continue
    copy ??= [...list]
    copy[i] = inOrder
  }
  return copy ?? list
}

/** Whole numbers come first in an object, whatever the order in which they were set; `__proto__` is no member where it is set. */
const keepsItsPlace = (key: string): boolean => {
  const first = key.charCodeAt(0)
  return !(first >= 48 && first <= 57) && key !== '__proto__'
}

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value)
