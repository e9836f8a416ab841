import { isJsonObject, type JsonObject } from '#kernel'

/** `setting-desk-main`; shapes and defaults: docs/settings.md. */
export interface DeskSettings {
  readonly reopenWithinS: number
  readonly closingRemarkWithinS: number
  /** `group`: whoever writes in the staff group is an agent; `listed`: only those already registered. */
  readonly agents: 'group' | 'listed'
  readonly teamTimeZone: string
  readonly afterReply: 'waiting_on_customer' | 'in_progress'
  readonly autoCloseAfterS: number | null
}

export const defaultDeskSettings: JsonObject = {
  reopen_within_s: 604_800,
  closing_remark_within_s: 600,
  agents: 'group',
  team_time_zone: 'UTC',
  after_reply: 'waiting_on_customer',
  auto_close_after_s: null
}

const seconds = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback)

/** Reads a body that was checked when it was published; what is missing has its default. */
export function deskSettings(body: JsonObject): DeskSettings {
  return {
    reopenWithinS: seconds(body['reopen_within_s'], 604_800),
    closingRemarkWithinS: seconds(body['closing_remark_within_s'], 600),
    agents: body['agents'] === 'listed' ? 'listed' : 'group',
    teamTimeZone: typeof body['team_time_zone'] === 'string' ? body['team_time_zone'] : 'UTC',
    afterReply: body['after_reply'] === 'in_progress' ? 'in_progress' : 'waiting_on_customer',
    autoCloseAfterS: typeof body['auto_close_after_s'] === 'number' ? body['auto_close_after_s'] : null
  }
}

export interface FieldProblem {
  /** JSON pointer (RFC 6901). */
  readonly pointer: string
  readonly code: string
  readonly message: string
}

const problem = (pointer: string, code: string, message: string): FieldProblem => ({ pointer, code, message })

const isSeconds = (value: unknown, max: number): boolean =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= max

function isTimeZone(value: unknown): boolean {
  if (typeof value !== 'string' || !/^[A-Za-z]/.test(value)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}

const tenYears = 315_360_000

const deskFields: { readonly [field: string]: (value: unknown) => string | undefined } = {
  reopen_within_s: value =>
    isSeconds(value, tenYears) ? undefined : 'must be a whole number of seconds, 0 to 315360000',
  closing_remark_within_s: value =>
    isSeconds(value, tenYears) ? undefined : 'must be a whole number of seconds, 0 to 315360000',
  agents: value => (value === 'group' || value === 'listed' ? undefined : 'must be "group" or "listed"'),
  team_time_zone: value => (isTimeZone(value) ? undefined : 'must be an IANA time zone'),
  after_reply: value =>
    value === 'waiting_on_customer' || value === 'in_progress'
      ? undefined
      : 'must be "waiting_on_customer" or "in_progress"',
  auto_close_after_s: value =>
    value === null || isSeconds(value, tenYears) ? undefined : 'must be null or a whole number of seconds'
}

const text =
  (max: number, min = 0) =>
  (value: unknown) =>
    typeof value === 'string' && value.length >= min && value.length <= max
      ? undefined
      : `must be text of ${min} to ${max} characters`

const queueFields: typeof deskFields = {
  name: text(100, 1),
  description: text(1000),
  position: value =>
    Number.isInteger(value) && Number(value) >= 0 ? undefined : 'must be a whole number from 0',
  default: value => (typeof value === 'boolean' ? undefined : 'must be true or false')
}

const escaped = (field: string): string => field.replaceAll('~', '~0').replaceAll('/', '~1')

function check(fields: typeof deskFields, required: readonly string[], body: unknown): FieldProblem[] {
  if (!isJsonObject(body)) return [problem('', 'type', 'must be an object')]
  const missing = required
    .filter(field => body[field] === undefined)
    .map(field => problem(`/${field}`, 'required', 'is required'))
  const wrong = Object.entries(body).flatMap(([field, value]) => {
    const rule = Object.hasOwn(fields, field) ? fields[field] : undefined
    if (!rule) return [problem(`/${escaped(field)}`, 'unknown', 'is not a field of this kind')]
    const message = rule(value)
    return message ? [problem(`/${field}`, 'invalid', message)] : []
  })
  return [...missing, ...wrong]
}

export const checkDeskSettings = (body: unknown): FieldProblem[] => check(deskFields, [], body)
export const checkQueue = (body: unknown): FieldProblem[] => check(queueFields, ['name'], body)

/** The whole body with its defaults, as it is published. */
export const completeDeskSettings = (body: JsonObject): JsonObject => ({ ...defaultDeskSettings, ...body })
export const completeQueue = (body: JsonObject): JsonObject => ({
  description: '',
  position: 0,
  default: false,
  ...body
})
