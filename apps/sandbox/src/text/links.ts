/** How TDLib reads and rewrites the addresses of links: `LinkManager` and `parse_url` there. */

export type Checked = { url: string } | { wrong: string }

interface Parts {
  protocol: string
  user: string
  host: string
  port: string
  /** Path, query and fragment; begins with a slash. */
  rest: string
}

const allowedInPart = /^(?:[A-Za-z0-9.\-_!$,~*'();&+=]|%[0-9a-fA-F]{2}|\P{ASCII})*$/u
const wrongPercent = /%(?![0-9a-fA-F]{2})/
const endSpace = /[ \t\r\n\0\v]+$/
const maxPort = 65_535

export const lower = (text: string): string => text.replace(/[A-Z]+/g, letters => letters.toLowerCase())

function wrongPart(part: string, name: string): string | undefined {
  if (allowedInPart.test(part)) return undefined
  return wrongPercent.test(part)
    ? `Wrong percent-encoded symbol in URL ${name}`
    : `Disallowed character in URL ${name}`
}

const escaped = (rest: string): string =>
  rest.replace(/[\p{Cc} ]/gu, sign =>
    sign > '~' ? sign : `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  )

function partsOf(link: string): Parts | string {
  const [, protocol, authority = '', behind = ''] =
    /^(?:([^:/?#@[\]]*):\/\/)?([^/?#]*)(.*)$/s.exec(link) ?? []
  if (protocol !== undefined && !/^https?$/i.test(protocol)) return 'Unsupported URL protocol'
  const [, beforePort = authority, portText] = /^(.+):([^:\]@]*)$/s.exec(authority) ?? []
  const port = portText?.replace(/^0+(?=.)/, '') ?? ''
  const badPort = !/^[1-9]\d*$/.test(port) || Number(port) > maxPort
  if (portText !== undefined && badPort) return 'Wrong port number specified in the URL'
  const at = beforePort.lastIndexOf('@')
  const host = lower(beforePort.slice(at + 1))
  const user = beforePort.slice(0, Math.max(at, 0))
  if (host === '') return 'URL host is empty'
  if (host === '.') return 'Host is invalid'
  const rest = behind.replace(endSpace, '')
  const wrong =
    host.startsWith('[') && host.endsWith(']')
      ? !URL.canParse(`http://${host}/`) && 'Wrong IPv6 address specified in the URL'
      : (wrongPart(host, 'host') ?? wrongPart(user.replaceAll(':', ''), 'userinfo'))
  if (wrong) return wrong
  return {
    protocol: lower(protocol ?? 'http'),
    user,
    host,
    port,
    rest: escaped(rest.startsWith('/') ? rest : `/${rest}`)
  }
}

function checkedApp(scheme: string, link: string): Checked {
  const parts = partsOf(link)
  if (typeof parts === 'string') return { wrong: parts }
  const { protocol, user, host, port, rest } = parts
  const plain = !/^http:\/\//i.test(link) && protocol === 'http' && user === '' && port === ''
  if (!plain || host.startsWith('[')) return { wrong: scheme === 'tg' ? 'Wrong tg URL' : 'Wrong ton URL' }
  const allowed = scheme === 'tonsite' ? /^[\w.-]+$/ : /^[\w-]+$/
  if (!allowed.test(host)) return { wrong: 'Unallowed characters in URL host' }
  return { url: `${scheme}://${host}${rest.startsWith('/?') ? rest.slice(1) : rest}` }
}

/** A link's address as Telegram keeps it: with a protocol, the host in small letters, a path. */
export function checkedLink(link: string): Checked {
  if (!link.isWellFormed()) return { wrong: 'Wrong HTTP URL' }
  const [, scheme, behind = ''] = /^(tg|ton|tonsite):(?:\/\/)?(.*)$/is.exec(link) ?? []
  if (scheme !== undefined) return checkedApp(lower(scheme), behind)
  const parts = partsOf(link)
  if (typeof parts === 'string') return { wrong: parts }
  const { protocol, user, host, port, rest } = parts
  if (!host.includes('.') && !host.startsWith('[')) return { wrong: 'Wrong HTTP URL' }
  return { url: `${protocol}://${user && `${user}@`}${host}${port && `:${port}`}${rest}` }
}
