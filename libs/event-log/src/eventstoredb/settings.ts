import { CannotOpen } from '../errors.js'
import { messageOf } from './faults.js'

export interface Address {
  /** As the client takes it. */
  readonly url: (keepAliveMs: number) => string
  readonly keepAliveMs: number
  /** Given with every call, which takes the client's classic path with its deadline. Not sent without TLS. */
  readonly credentials: { readonly username: string; readonly password: string }
  /** For messages: without the password. */
  readonly shown: string
}

const known = new Set(
  [
    'tls tlsCAFile connectionName maxDiscoverAttempts discoveryInterval gossipTimeout nodePreference',
    'defaultDeadline keepAliveInterval keepAliveTimeout userCertFile userKeyFile'
  ]
    .join(' ')
    .toLowerCase()
    .split(' ')
)
const defaultKeepAliveMs = 10_000

/** @throws CannotOpen with the remedy */
export function addressOf(given: string): Address {
  const url = given.trim().replace(/^kurrentdb(\+discover)?:/, 'esdb$1:')
  const [, scheme, user, hosts, query = ''] =
    /^(esdb(?:\+discover)?):\/\/(?:([^@]*)@)?([^/?]+)\/?(?:\?(.*))?$/.exec(url) ?? []
  if (scheme === undefined || hosts === undefined)
    throw new CannotOpen(
      'the event log is no address of EventStoreDB: write esdb://user:password@host:2113?tls=true, or esdb+discover:// and one DNS name'
    )
  const shown = `${scheme}://${hosts}`
  const refuse = (why: string) => new CannotOpen(`${shown}: ${why}`)
  const parameters = new URLSearchParams(query)
  const value = (name: string) => [...parameters].find(([key]) => key.toLowerCase() === name)?.[1]
  for (const key of parameters.keys())
    if (!known.has(key.toLowerCase())) throw refuse(`unknown parameter ${key}: see docs/eventstoredb.md`)
  const keepAliveMs = Number(value('keepaliveinterval') ?? defaultKeepAliveMs)
  if (!(keepAliveMs >= defaultKeepAliveMs))
    throw refuse(
      'keepAliveInterval must be 10000 ms or more: without it a frozen server would not be noticed'
    )
  const secure = value('tls') !== 'false'
  const [username, password] = (user ?? '').split(':')
  if (secure && !(username && password))
    throw refuse(
      'a server with TLS wants a name and a password: esdb://user:password@…; for one without TLS add ?tls=false'
    )
  const rest = [...parameters].filter(([key]) => key.toLowerCase() !== 'keepaliveinterval')
  return {
    url: keepAlive =>
      `${scheme}://${user === undefined ? '' : `${user}@`}${hosts}?${new URLSearchParams([...rest, ['keepAliveInterval', String(keepAlive)]])}`,
    keepAliveMs,
    credentials: decoded(username || 'desk', password || 'desk', refuse),
    shown
  }
}

function decoded(username: string, password: string, refuse: (why: string) => CannotOpen) {
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) }
  } catch (error) {
    throw refuse(`name and password must be percent-encoded (${messageOf(error)})`)
  }
}
