import { isJsonObject, type JsonObject, unreachable } from '#kernel'
import type { ContentKind } from './content-kinds.js'
import { integerAt, objectAt, textAt } from './fields.js'

/** What a message says besides text and file, under Telegram's own names. */
export type ContentDetails =
  | {
      readonly type: 'contact'
      readonly phone_number: string
      readonly first_name: string
      readonly last_name: string | null
      readonly user_id: number | null
    }
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number }
  | {
      readonly type: 'venue'
      readonly latitude: number
      readonly longitude: number
      readonly title: string
      readonly address: string
    }
  | { readonly type: 'poll'; readonly question: string; readonly options: readonly string[] }
  | {
      readonly type: 'checklist'
      readonly title: string
      readonly tasks: readonly { readonly text: string; readonly done: boolean }[]
    }
  | { readonly type: 'dice'; readonly emoji: string; readonly value: number }
  /** What it shows is not for the bot: only of which kinds it is. */
  | { readonly type: 'paid_media'; readonly star_count: number; readonly media: readonly string[] }
  | { readonly type: 'game'; readonly title: string; readonly description: string }
  | {
      readonly type: 'invoice'
      readonly title: string
      readonly description: string
      readonly currency: string
      /** In the smallest unit of the currency. */
      readonly total_amount: number
    }
  /** Whose it is. */
  | { readonly type: 'story'; readonly chat: string }
  | {
      readonly type: 'giveaway' | 'giveaway_winners'
      readonly winner_count: number
      readonly prize: string | null
    }

const longestText = 4096
const mostItems = 100

/** Undefined: of a kind that is all text and file, or not as documented. */
export function detailsOf(kind: ContentKind, message: JsonObject): ContentDetails | undefined {
  const body = kind === 'unknown' ? undefined : objectAt(message, kind)
  if (!body || kind === 'unknown') return undefined
  const text = (key: string): string => (textAt(body, key) ?? '').slice(0, longestText)
  const number = (key: string): number => integerAt(body, key) ?? 0
  switch (kind) {
    case 'contact':
      return {
        type: kind,
        phone_number: text('phone_number'),
        first_name: text('first_name'),
        last_name: text('last_name') || null,
        user_id: integerAt(body, 'user_id') ?? null
      }
    case 'location': {
      const point = pointIn(body)
      return point && { type: kind, ...point }
    }
    case 'venue': {
      const point = pointIn(objectAt(body, 'location'))
      return point && { type: kind, ...point, title: text('title'), address: text('address') }
    }
    case 'poll':
      return { type: kind, question: text('question'), options: itemsIn(body, 'options').map(textOf) }
    case 'checklist': {
      const tasks = itemsIn(body, 'tasks').map(task => ({
        text: textOf(task),
        done: integerAt(task, 'completion_date') !== undefined
      }))
      return { type: kind, title: text('title'), tasks }
    }
    case 'dice':
      return { type: kind, emoji: text('emoji'), value: number('value') }
    case 'paid_media': {
      const media = itemsIn(body, 'paid_media').map(each => (textAt(each, 'type') ?? 'unknown').slice(0, 64))
      return { type: kind, star_count: number('star_count'), media }
    }
    case 'game':
      return { type: kind, title: text('title'), description: text('description') }
    case 'invoice': {
      const { type, title, description } = {
        type: kind,
        title: text('title'),
        description: text('description')
      }
      return { type, title, description, currency: text('currency'), total_amount: number('total_amount') }
    }
    case 'story': {
      const chat = objectAt(body, 'chat')
      const names = [textAt(chat, 'first_name'), textAt(chat, 'last_name')].filter(Boolean).join(' ')
      return { type: kind, chat: (textAt(chat, 'title') ?? names).slice(0, longestText) }
    }
    case 'giveaway':
    case 'giveaway_winners':
      return { type: kind, winner_count: number('winner_count'), prize: text('prize_description') || null }
    case 'text':
    case 'animation':
    case 'live_photo':
    case 'photo':
    case 'video':
    case 'video_note':
    case 'voice':
    case 'audio':
    case 'document':
    case 'sticker':
    case 'rich_message':
      return undefined
    default:
      return unreachable(kind)
  }
}

const textOf = (item: JsonObject): string => (textAt(item, 'text') ?? '').slice(0, longestText)

function itemsIn(body: JsonObject, key: string): JsonObject[] {
  const list: unknown = body[key]
  return Array.isArray(list) ? list.filter(isJsonObject).slice(0, mostItems) : []
}

function pointIn(
  body: JsonObject | undefined
): { readonly latitude: number; readonly longitude: number } | undefined {
  const [latitude, longitude] = [body?.['latitude'], body?.['longitude']]
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return undefined
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined
}
