import { isUuid, type TicketId } from '#kernel'
import type { MenuPress } from './customer-menu.js'
import type { FormPress } from './forms.js'

export interface RatingPress {
  readonly kind: 'rate'
  readonly ticketId: TicketId
  readonly resolution: number
  readonly score: number
}

/** Of the n-th article that was sent in this ticket, from 0. */
export interface ArticlePress {
  readonly kind: 'helped'
  readonly ticketId: TicketId
  readonly nth: number
  readonly helpful: boolean
}

/** "Still need help". */
export interface HelpPress {
  readonly kind: 'help'
  readonly ticketId: TicketId
}

/** What a press in a private chat asks for. */
export type PrivatePress = RatingPress | ArticlePress | FormPress | MenuPress | HelpPress

const whole = /^\d{1,6}$/

/**
 * Undefined for anything that none of our buttons says: data come from the client.
 * `rate:{ticket id}:{resolution}:{1 to 5}`; `helped:{ticket id}:{n}:{y or n}`; `menu:{ticket id}:0:` and `a`, `c`, `r` (add, close, reopen); `form:{ticket id}:{question}:` and `b`, `s`, `p`, `d` (back, skip, person, done),
 * `o{n}` (the n-th option), `t{n}`, `f{n}` (chosen, or not any more).
 */
export function readPrivatePress(data: string): PrivatePress | undefined {
  const [name, id = '', number = '', what = '', ...rest] = data.split(':')
  if (rest.length > 0 || !isUuid(id) || !whole.test(number)) return undefined
  const ticketId = id as TicketId
  switch (name) {
    case 'rate':
      return /^[1-5]$/.test(what)
        ? { kind: 'rate', ticketId, resolution: Number(number), score: Number(what) }
        : undefined
    case 'helped':
      return /^[yn]$/.test(what)
        ? { kind: 'helped', ticketId, nth: Number(number), helpful: what === 'y' }
        : undefined
    case 'help':
      return what === 'h' ? { kind: 'help', ticketId } : undefined
    case 'menu': {
      const does = Object.hasOwn(menu, what) ? menu[what as keyof typeof menu] : undefined
      return does && { kind: 'menu', ticketId, what: does }
    }
    case 'form': {
      const read = formPress(what)
      return read && { kind: 'form', ticketId, step: Number(number), what: read }
    }
    default:
      return undefined
  }
}

const menu = { a: 'add', c: 'close', r: 'reopen' } as const
const moves = { b: 'back', s: 'skip', p: 'person', d: 'done' } as const

function formPress(what: string): FormPress['what'] | undefined {
  const move = Object.hasOwn(moves, what) ? moves[what as keyof typeof moves] : undefined
  if (move) return { kind: move }
  const [, how, nth] = /^([otf])(\d{1,3})$/.exec(what) ?? []
  if (how === undefined) return undefined
  return how === 'o'
    ? { kind: 'option', nth: Number(nth) }
    : { kind: 'toggle', nth: Number(nth), chosen: how === 't' }
}
