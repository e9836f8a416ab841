import { Mistake } from './mistake.js'

/** Where something is kept. A server's `url` may hold a password: never shown. */
export type LogUrl =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly path: string | null }
  | { readonly kind: 'eventstoredb'; readonly url: string }

export type StoreUrl =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly path: string | null }
  | { readonly kind: 'mongodb'; readonly url: string; readonly database: string }

export const sqlite = { kind: 'sqlite', path: null } as const

export const isOnServer = ({ kind }: LogUrl | StoreUrl): boolean =>
  kind === 'eventstoredb' || kind === 'mongodb'

const mongoForm = /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?[^@/?\s]+(?:\/([^?]*))?(?:\?\S*)?$/

export function parseLog(value: string): LogUrl | Mistake {
  if (/^(esdb|kurrentdb)(\+discover)?:\/\/[^/?\s]/.test(value)) return { kind: 'eventstoredb', url: value }
  return (
    embedded(value) ??
    new Mistake('must be sqlite:, or esdb://host:2113 or kurrentdb://host:2113 (+discover)')
  )
}

/** Without a database in its path the one of `fallback` is meant. */
export const parseStore =
  (fallback: string) =>
  (value: string): StoreUrl | Mistake => {
    const match = mongoForm.exec(value)
    if (!match)
      return (
        embedded(value) ?? new Mistake('must be sqlite:, or mongodb://host:27017/database (or mongodb+srv)')
      )
    const database = match[1] || fallback
    if (/^[A-Za-z0-9_-]{1,48}$/.test(database)) return { kind: 'mongodb', url: value, database }
    return new Mistake('must name a database of 1 to 48 characters of A-Z, a-z, 0-9, _ and -')
  }

/** "As the read store, in a file or database of its own." */
export const stateBeside = (readStore: StoreUrl): StoreUrl => {
  switch (readStore.kind) {
    case 'memory':
      return readStore
    case 'sqlite':
      return sqlite
    case 'mongodb':
      return { ...readStore, database: `${readStore.database}-state` }
  }
}

function embedded(
  value: string
): { readonly kind: 'memory' } | { readonly kind: 'sqlite'; readonly path: string | null } | undefined {
  if (value === 'memory:') return { kind: 'memory' }
  if (value.startsWith('sqlite:')) return { kind: 'sqlite', path: value.slice('sqlite:'.length) || null }
  return undefined
}
