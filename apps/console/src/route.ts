import { computed, signal } from '@preact/signals'

const fragment = signal(location.hash)
window.addEventListener('hashchange', () => {
  fragment.value = location.hash
})

export interface Route {
  readonly page: string
  readonly rest: readonly string[]
  readonly query: URLSearchParams
}

/** Where one is, as the address says it: `#/tickets?status=open`, `#/tickets/tkt_…`. */
export const route = computed((): Route => {
  const [path = '', query = ''] = fragment.value.replace(/^#\/?/, '').split('?', 2)
  const [page = '', ...rest] = path.split('/').map(part => decoded(part))
  return { page, rest, query: new URLSearchParams(query) }
})

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export type Query = { readonly [name: string]: string | undefined }

export function hrefOf(path: string, query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value] as [string, string]]
  )
  const text = new URLSearchParams(given).toString()
  return `#/${path}${text && `?${text}`}`
}

export const go = (href: string): void => {
  location.hash = href
}

/** Of the same page: no step back. */
export function replaceQuery(query: Query): void {
  const { page, rest } = route.value
  const href = hrefOf([page, ...rest.map(encodeURIComponent)].join('/'), query)
  history.replaceState(null, '', href)
  fragment.value = href
}
