import { priorities, type TicketCommand } from '#domain'
import { type AgentId, type Instant, isSlug, isUuid, type MessageId, type TeamId, unpackSlug } from '#kernel'
import { acknowledging, escalating } from '../topic-commands/index.js'
import type { ButtonName } from '../words/index.js'

/** What a press asks for. */
export type Pressed =
  | { readonly kind: 'act'; readonly name: ButtonName; readonly command: TicketCommand }
  /** `send`: a note as a reply. */
  | { readonly kind: 'send'; readonly note: MessageId }
  /** `holder`: how the id of who had the ticket begins; `-`: nobody had it. */
  | { readonly kind: 'give'; readonly to: AgentId; readonly holder: string }
  /** Of the template that has the shortcode of this id. */
  | { readonly kind: 'template'; readonly step: 'show' | 'apply' | 'edit'; readonly shortcode: string }
  /** A template as it was shown. */
  | { readonly kind: 'publish'; readonly draft: string }
  /** The articles that the card suggests. */
  | { readonly kind: 'suggested' }
  | {
      readonly kind: 'article'
      readonly step: 'show' | 'send' | 'link'
      readonly id: string
      /** As the button says it. */
      readonly packed: string
    }
  | { readonly kind: 'turn'; readonly to: 'actions' | 'priorities' | 'teams' }
  | { readonly kind: 'turn'; readonly to: 'agents'; readonly page: number }

const articleSteps = { kb: 'show', kbsend: 'send', kblink: 'link' } as const

const simple = (name: ButtonName, command: TicketCommand): Pressed => ({ kind: 'act', name, command })

/**
 * Undefined for anything that none of our buttons says: data come from the client. Pure.
 * `claim`, `hold`, `resume`, `resolve`, `reopen`, `assign:{agent id}`, `give:{agent id}:{beginning of the holder's}`,
 * `priority:{priority}`, `escalate:{team}`, `ack`, `resend:{message id}`, `send:{message id}`, `show:{shortcode id}`, `apply:{…}`, `edit:{…}`, `publish:{draft}`, `suggested`, `kb:{packed article id}`, `kbsend:{…}`, `kblink:{…}`, `turn:actions`, `turn:priorities`, `turn:teams`, `turn:agents:{page}`.
 */
export function readPress(data: string, agentId: AgentId, now: Instant): Pressed | undefined {
  const [name, what = '', more = '', ...rest] = data.split(':')
  if (rest.length > 0) return undefined
  switch (name) {
    case 'claim':
      return simple(name, { type: 'ClaimTicket', agentId })
    case 'hold':
      return simple(name, { type: 'HoldTicket' })
    case 'resume':
      return simple(name, { type: 'ResumeTicket' })
    case 'resolve':
      return simple(name, { type: 'ResolveTicket', cause: 'button', now })
    case 'reopen':
      return simple(name, { type: 'ReopenTicket', cause: 'button', now })
    case 'assign':
      return isUuid(what) ? simple(name, { type: 'AssignTicket', agentId: what as AgentId }) : undefined
    case 'give':
      return isUuid(what) && /^([0-9a-f]{8}|-)$/.test(more)
        ? { kind: 'give', to: what as AgentId, holder: more }
        : undefined
    case 'priority': {
      const priority = priorities.find(known => known === what)
      return priority && simple(name, { type: 'ChangePriority', priority })
    }
    case 'escalate':
      return isSlug(what) ? simple(name, escalating(what as TeamId, now)) : undefined
    case 'ack':
      return simple(name, acknowledging(agentId, now))
    case 'resend':
      return isUuid(what)
        ? simple(name, { type: 'ResendReply', messageId: what as MessageId, agentId })
        : undefined
    case 'send':
      return isUuid(what) ? { kind: 'send', note: what as MessageId } : undefined
    case 'show':
    case 'apply':
    case 'edit':
      return isUuid(what) ? { kind: 'template', step: name, shortcode: what } : undefined
    case 'publish':
      return isUuid(what) ? { kind: 'publish', draft: what } : undefined
    case 'suggested':
      return { kind: 'suggested' }
    case 'kb':
    case 'kbsend':
    case 'kblink': {
      const id = unpackSlug(what)
      return id === undefined ? undefined : { kind: 'article', step: articleSteps[name], id, packed: what }
    }
    case 'turn':
      if (what === 'agents')
        return /^\d{1,4}$/.test(more) ? { kind: 'turn', to: what, page: Number(more) } : undefined
      return what === 'actions' || what === 'priorities' || what === 'teams'
        ? { kind: 'turn', to: what }
        : undefined
    default:
      return undefined
  }
}
