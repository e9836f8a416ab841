const named: { readonly [name: string]: string } = {
  ...{ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: '\u00a0' },
  ...{ mdash: '—', ndash: '–', hellip: '…', bull: '•', middot: '·', laquo: '«', raquo: '»' },
  ...{ lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', copy: '©', reg: '®', trade: '™' },
  ...{ euro: '€', pound: '£', deg: '°', times: '×', rarr: '→', larr: '←' }
}

/** By its name or number, as HTML writes it between `&` and `;`: `lt`, `#39`, `#x1f525`. Undefined: there is none, and what was written says itself. */
export function characterOf(name: string): string | undefined {
  if (!name.startsWith('#')) return Object.hasOwn(named, name) ? named[name] : undefined
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  const isCharacter = code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000)
  return isCharacter ? String.fromCodePoint(code) : undefined
}

const reference = /&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-z]{2,6});/gu
export const withCharacters = (text: string): string =>
  text.replaceAll(reference, (written, name: string) => characterOf(name) ?? written)
