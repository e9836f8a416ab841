const patterns: readonly (readonly [RegExp, string])[] = [
  // A bot's token: in the path of every call to Telegram, and by itself.
  [/\/bot(\d+):[A-Za-z0-9_-]+/g, '/bot$1:[secret]'],
  [/\b(\d{5,}):[A-Za-z0-9_-]{30,}/g, '$1:[secret]'],
  [/\b(authorization["']?\s*[:=]\s*["']?)(?:(bearer|basic)\s+)?[^\s"',}]+/gi, '$1[secret]'],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, '$1 [secret]']
]

/** The text without bot tokens and credentials. */
export const scrub = (text: string): string =>
  patterns.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text)

const secretName =
  /^(authorization|cookie|set-cookie|token|secret|password|api_?key|x-telegram-bot-api-secret-token)$/i

/**
 * What may be logged of a value: texts, errors with their stacks and causes, and everything inside, scrubbed; members
 * with a secret's name left out. Cycles and depths beyond 8 are cut.
 */
export function loggable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrub(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= 8) return '[deeper]'
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Set || Array.isArray(value)) return [...value].map(one => loggable(one, depth + 1))
  if (value instanceof Map) return loggable(Object.fromEntries(value), depth)
  const members = Object.entries(value).map(([name, member]) => [
    scrub(name),
    secretName.test(name) ? '[secret]' : loggable(member, depth + 1)
  ])
  return { ...(isError(value) && errorFields(value, depth)), ...Object.fromEntries(members) }
}

/** By shape: an error may come from another realm or thread. */
const isError = (value: object): value is Error =>
  value instanceof Error || ('stack' in value && 'message' in value && 'name' in value)

function errorFields(error: Error, depth: number) {
  const { cause } = error
  return {
    name: error.name,
    message: scrub(error.message),
    ...(error.stack !== undefined && { stack: scrub(error.stack) }),
    ...(cause !== undefined && { cause: loggable(cause, depth + 1) })
  }
}
