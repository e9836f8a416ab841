import { isJsonObject, type JsonObject } from '#kernel'
import { count, list, object, orNull, problem, required, seconds, standard, text } from '../fields.js'
import { settingKind } from '../spec.js'

const everyS = 600
const everyEvents = 1000
const few = { max: 10 }
const isAddress = (value: unknown): boolean =>
  typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
const anAddress = 'must be an http or https address'

export const deskAuditKind = settingKind({
  kind: 'desk',
  only: 'audit',
  path: 'desk/audit',
  what: 'how the log is sealed',
  name: 'Audit',
  // Who may write settings must not turn off what others are watched by.
  writeScope: 'admin',
  example: { every_s: 600, timestamp_urls: ['https://freetsa.org/tsr'] },
  fields: {
    every_s: standard(seconds(1, 86_400), everyS),
    every_events: standard(count(1, 1_000_000), everyEvents),
    timestamp_urls: standard(
      list(text(1, 2000), { ...few, of: 'addresses' }, (urls, at) =>
        urls.flatMap((url, index) =>
          isAddress(url) ? [] : [problem(`${at}/${index}`, 'invalid', anAddress)]
        )
      ),
      []
    ),
    chat_id: standard(orNull(count(-(2 ** 52), 2 ** 52)), null),
    witnesses: standard(
      list(
        object({ url: required(text(1, 2000)), key: required(text(1, 4000)) }, ({ url, key }, at) => [
          ...(isAddress(url) ? [] : [problem(`${at}/url`, 'invalid', anAddress)]),
          ...(typeof key === 'string' && /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$/.test(key)
            ? []
            : [problem(`${at}/key`, 'invalid', 'must be a verifier key: name+id+key')])
        ]),
        { ...few, of: 'witnesses' }
      ),
      []
    )
  }
})

export interface DeskAudit {
  readonly everyMs: number
  readonly everyEvents: number
  readonly timestampUrls: readonly string[]
  readonly chatId: number | null
  readonly witnesses: readonly { readonly url: string; readonly key: string }[]
}

/** Reads a body that was checked when it was published; undefined: none is in force. */
export function deskAudit(body: JsonObject | undefined): DeskAudit {
  const { every_s, every_events, timestamp_urls, chat_id, witnesses } = body ?? {}
  const texts = (value: unknown) =>
    Array.isArray(value) ? value.filter((one: unknown): one is string => typeof one === 'string') : []
  const pairs = (value: unknown) =>
    (Array.isArray(value) ? value : []).flatMap((one: unknown) =>
      isJsonObject(one) && typeof one['url'] === 'string' && typeof one['key'] === 'string'
        ? [{ url: one['url'], key: one['key'] }]
        : []
    )
  return {
    everyMs: (typeof every_s === 'number' ? every_s : everyS) * 1000,
    everyEvents: typeof every_events === 'number' ? every_events : everyEvents,
    timestampUrls: texts(timestamp_urls),
    chatId: typeof chat_id === 'number' ? chat_id : null,
    witnesses: pairs(witnesses)
  }
}
