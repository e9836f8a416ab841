import { badQuery } from '../problems/problem.js'

/** Reads one parameter; undefined: it can't be that. */
export interface Param<T> {
  readonly read: (text: string) => T | undefined
  /** For the one who mistyped it. */
  readonly expected: string
}

type Params = { readonly [name: string]: Param<unknown> }
type ValueOf<P> = P extends Param<infer T> ? T : never
export type Values<P extends Params> = { readonly [Name in keyof P]: ValueOf<P[Name]> | undefined }

/** Strict: an unknown, repeated or unreadable parameter is a bad query. */
export function parseQuery<P extends Params>(
  query: { readonly [name: string]: unknown },
  params: P
): Values<P> {
  for (const name of Object.keys(query)) {
    if (!Object.hasOwn(params, name)) throw badQuery(`${name} is not a parameter of this call`)
  }
  const values = Object.entries(params).map(([name, { read, expected }]) => {
    const given = query[name]
    if (given === undefined) return [name, undefined]
    if (typeof given !== 'string') throw badQuery(`${name} is given more than once`)
    const value = read(given)
    if (value === undefined) throw badQuery(`${name} must be ${expected}`)
    return [name, value]
  })
  return Object.fromEntries(values) as Values<P>
}

export const oneOf = <const T extends string>(all: readonly T[]): Param<T> => ({
  read: text => all.find(one => one === text),
  expected: `one of ${all.join(', ')}`
})

/** `a,b,c`; at most 50. */
export const listOf = <T>(item: Param<T>): Param<readonly T[]> => ({
  read: text => {
    const items = text.split(',').map(item.read)
    const present = items.filter(one => one !== undefined)
    return present.length === items.length && items.length <= 50 ? [...new Set(present)] : undefined
  },
  expected: `${item.expected}; several with a comma between`
})

export const wholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER): Param<number> => ({
  read: text => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max ? value : undefined
  },
  expected: `a whole number from ${min}${max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}`
})

export const minPosition: Param<string> = {
  read: text => (/^[A-Za-z0-9_/-]{1,100}$/.test(text) ? text : undefined),
  expected: 'a position that the desk has named'
}
