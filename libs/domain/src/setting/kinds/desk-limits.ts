import { isJsonObject, type JsonObject } from '#kernel'
import { count, object, orNull, required, seconds, standard } from '../fields.js'
import { settingKind } from '../spec.js'

/** What is counted beside the whole. */
export const limitGroups = ['lists', 'settings', 'bulk', 'search'] as const
export type LimitGroup = (typeof limitGroups)[number]

const limit = object({ quota: required(count(1, 1_000_000_000)), window_s: required(seconds(1)) })
const noLimit = standard(orNull(limit), null)
const failedCredentials = { quota: 10, window_s: 60 }

export const deskLimitsKind = settingKind({
  kind: 'desk',
  only: 'limits',
  path: 'desk/limits',
  what: 'the limits of the API',
  name: 'Limits',
  // Who may write settings must not lift the limits of others.
  writeScope: 'admin',
  example: { default: { quota: 42_000, window_s: 60 }, bulk: { quota: 600, window_s: 3600 } },
  fields: {
    default: noLimit,
    lists: noLimit,
    settings: noLimit,
    bulk: noLimit,
    search: noLimit,
    failed_credentials: standard(limit, failedCredentials)
  }
})

/** So many requests at once, and then one more with each `windowS / quota` seconds. */
export interface Limit {
  readonly quota: number
  readonly windowS: number
}

export interface DeskLimits {
  /** Somebody has set limits: answers then tell them. */
  readonly areSet: boolean
  /** Null: none. */
  readonly ofKeys: { readonly [name in 'default' | LimitGroup]: Limit | null }
  readonly failedCredentials: Limit
}

/** Reads a body that was checked when it was published; undefined: none is in force. */
export function deskLimits(body: JsonObject | undefined): DeskLimits {
  const { failed_credentials: failed } = body ?? {}
  const of = (name: string) => limitIn(body?.[name])
  return {
    areSet: body !== undefined,
    ofKeys: {
      default: of('default'),
      lists: of('lists'),
      settings: of('settings'),
      bulk: of('bulk'),
      search: of('search')
    },
    failedCredentials: limitIn(failed) ?? {
      quota: failedCredentials.quota,
      windowS: failedCredentials.window_s
    }
  }
}

function limitIn(value: unknown): Limit | null {
  if (!isJsonObject(value)) return null
  const { quota, window_s: windowS } = value
  return typeof quota === 'number' && typeof windowS === 'number' ? { quota, windowS } : null
}
