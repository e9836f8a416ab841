const named: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"']
])
const lastCode = 0x10ffff
const maxLength = 10

export interface Decoded {
  text: string
  /** A number stood for half a surrogate pair: UTF-8 has no such thing, not even two of them. */
  broken: boolean
}

/** References of HTML. The semicolon may be missing; what is not known stays as it is. */
export function decode(source: string): Decoded {
  let broken = false
  const text = source.replace(
    /&(?:#x([0-9a-fA-F]+)|#(\d+)|([a-zA-Z]+));?/g,
    (whole: string, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named.get(name) ?? whole
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      const length = whole.replace(';', '').length
      if (code === 0 || code >= lastCode || length >= maxLength) return whole
      broken ||= code >= 0xd800 && code <= 0xdfff
      return String.fromCodePoint(code)
    }
  )
  return { text, broken }
}
