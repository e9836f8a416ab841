import { type Instant, isJsonObject, type Json, type JsonObject } from '#kernel'

/** Updates that Telegram numbered and that never came: expired there, or taken by another consumer of this bot. */
export interface UpdateGap {
  readonly from: number
  readonly to: number
  readonly noticedAt: Instant
}

/** By webhook, updates of different chats overtake each other: a number counts as missing after this long. */
const patienceMs = 120_000
/** A larger jump, or one backwards, is Telegram numbering anew after a quiet week. */
const longestGap = 10_000
const mostGaps = 100
/** An operator has seen it by then. */
const toldForMs = 7 * 86_400_000

/**
 * Watches the numbers of one bot's recorded updates. It tells that updates were lost and how many, never which. What it
 * has seen goes into a note and comes back from it, so that a gap that opened while the desk was down is seen too; being
 * told of the same update again changes nothing. Numbers before the very first one are not judged.
 */
export class UpdateGaps {
  #bot = ''
  #next: number | undefined
  #open: UpdateGap[] = []

  received(bot: string, updateId: number, recordedAt: Instant): void {
    if (bot !== this.#bot) {
      this.#bot = bot
      this.#next = undefined
      this.#open = []
    }
    if (this.#next === undefined || Math.abs(updateId - this.#next) > longestGap) {
      this.#next = updateId + 1
      return
    }
    if (updateId < this.#next) {
      this.#fill(updateId)
      return
    }
    if (updateId > this.#next) {
      const since = recordedAt - toldForMs
      this.#open = this.#open.filter(({ noticedAt }) => noticedAt > since).slice(1 - mostGaps)
      this.#open.push({ from: this.#next, to: updateId - 1, noticedAt: recordedAt })
    }
    this.#next = updateId + 1
  }

  note(): JsonObject {
    const open = this.#open.map(({ from, to, noticedAt }) => ({ from, to, noticed_at: noticedAt }))
    return { bot: this.#bot, next: this.#next ?? null, open }
  }

  /** Goes on from a note; any other object is a beginning. */
  resume(note: JsonObject): void {
    const { bot, next } = note
    this.#bot = typeof bot === 'string' ? bot : ''
    this.#next = typeof next === 'number' ? next : undefined
    this.#open = gapsIn(note)
  }

  #fill(updateId: number): void {
    const index = this.#open.findIndex(({ from, to }) => from <= updateId && updateId <= to)
    const gap = this.#open[index]
    if (!gap) return
    const left = { ...gap, to: updateId - 1 }
    const right = { ...gap, from: updateId + 1 }
    this.#open.splice(index, 1, ...[left, right].filter(({ from, to }) => from <= to))
  }
}

/** The gaps of this note that nobody can fill any more and that are still worth telling. */
export function missingIn(note: JsonObject, now: Instant): UpdateGap[] {
  return gapsIn(note).filter(({ noticedAt }) => noticedAt <= now - patienceMs && noticedAt > now - toldForMs)
}

function gapsIn({ open }: JsonObject): UpdateGap[] {
  return Array.isArray(open) ? open.flatMap(gapOf) : []
}

function gapOf(value: Json): UpdateGap[] {
  if (!isJsonObject(value)) return []
  const { from, to, noticed_at: noticedAt } = value
  const isGap = typeof from === 'number' && typeof to === 'number' && typeof noticedAt === 'number'
  return isGap ? [{ from, to, noticedAt }] : []
}
