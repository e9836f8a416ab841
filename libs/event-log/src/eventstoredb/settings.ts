import { CannotOpen } from '../errors.js'
import { messageOf } from './faults.js'

export interface Address {
  /** As the client takes it. */
  readonly url: (keepAliveMs: number) => string
  readonly keepAliveMs: number
  /** Given with every call, which takes the client's classic path with its deadline. Not sent without TLS. */
  readonly credentials: { readonly username: string; readonly password: string }
  /** Whether TLS is asked for. */
  readonly secure: boolean
  /** For messages: without the password. */
  readonly shown: string
  /** Keeps several desks on one server apart. */
  readonly namespace: string | undefined
}

const known = new Set(
  [
    'tls tlsCAFile connectionName maxDiscoverAttempts discoveryInterval gossipTimeout nodePreference',
    'defaultDeadline keepAliveInterval keepAliveTimeout userCertFile userKeyFile namespace'
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
  const namespace = value('namespace')
  if (namespace !== undefined && !/^[A-Za-z0-9_-]{1,48}$/.test(namespace))
    throw refuse('namespace must have 1 to 48 characters of A-Z, a-z, 0-9, _ and -')
  const secure = value('tls') !== 'false'
  const [username, password] = (user ?? '').split(':')
  if (secure && !(username && password))
    throw refuse(
      'a server with TLS wants a name and a password: esdb://user:password@…; for one without TLS add ?tls=false'
    )
  const own = ['keepaliveinterval', 'namespace']
  const rest = [...parameters].filter(([key]) => !own.includes(key.toLowerCase()))
  return {
    url: keepAlive =>
      `${scheme}://${user === undefined ? '' : `${user}@`}${hosts}?${new URLSearchParams([...rest, ['keepAliveInterval', String(keepAlive)]])}`,
    keepAliveMs,
    secure,
    credentials: decoded(username || 'desk', password || 'desk', refuse),
    shown,
    namespace
  }
}

function decoded(username: string, password: string, refuse: (why: string) => CannotOpen) {
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) }
  } catch (error) {
    throw refuse(`name and password must be percent-encoded (${messageOf(error)})`)
  }
}
