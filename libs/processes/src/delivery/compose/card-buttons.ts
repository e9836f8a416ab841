import type { InlineKeyboardButton } from '@grammyjs/types'
import { isOver, priorities } from '#domain'
import { cut } from '#telegram'
import { articleWords, type Language, priorityNames, staffWords } from '../../words/index.js'
import type { TicketFacts } from '../outbox/index.js'

type Rows = InlineKeyboardButton[][]
type Side = NonNullable<TicketFacts['side']>

const longestName = 40

/**
 * What the buttons say stands in intake/card-presses.ts: 64 bytes at most, and all that a press needs, for it may come
 * after a restart, late, or from whoever sees an older card. `names`: of the agents to choose from.
 */
export function cardButtons(facts: TicketFacts, names: readonly string[], language: Language): Rows {
  const { reopen } = staffWords[language].buttons
  if (facts.status === 'closed') return []
  if (isOver(facts.status)) return [[{ text: reopen, callback_data: 'reopen' }]]
  return facts.side ? sideOf(facts.side, facts, names, language) : actionsOf(facts, language)
}

function actionsOf({ assignee, routing, status, suggested }: TicketFacts, language: Language): Rows {
  const { claim, assign, hold, resume, priority, escalate, resolve } = staffWords[language].buttons
  const holding =
    status === 'on_hold' ? { text: resume, callback_data: 'resume' } : { text: hold, callback_data: 'hold' }
  return [
    [
      // Whoever the desk gave it to has not taken it up: they can, and so can a colleague.
      ...(assignee !== routing.routedTo ? [] : [{ text: claim, callback_data: 'claim' }]),
      { text: assign, callback_data: 'turn:agents:0' },
      { text: resolve, callback_data: 'resolve' }
    ],
    [
      holding,
      { text: priority, callback_data: 'turn:priorities' },
      { text: escalate, callback_data: 'turn:teams' }
    ],
    ...(suggested > 0
      ? [[{ text: articleWords[language].suggested(suggested), callback_data: 'suggested' }]]
      : [])
  ]
}

function sideOf(
  side: Side,
  { priority: present }: TicketFacts,
  names: readonly string[],
  language: Language
): Rows {
  const back = { text: staffWords[language].buttons.back, callback_data: 'turn:actions' }
  switch (side.kind) {
    case 'priorities': {
      const choices = priorities.map(priority => ({
        text: `${priority === present ? '• ' : ''}${priorityNames[language][priority]}`,
        callback_data: `priority:${priority}`
      }))
      return [choices.slice(0, 2), choices.slice(2), [back]]
    }
    case 'teams':
      return [
        ...side.choices.map((id, nth) => [
          { text: cut(names[nth] ?? id, longestName), callback_data: `escalate:${id}` }
        ]),
        [back]
      ]
    case 'agents': {
      const { choices, holder, page, pages } = side
      const turning = (text: string, to: number) =>
        to >= 0 && to < pages ? [{ text, callback_data: `turn:agents:${to}` }] : []
      return [
        ...choices.map(({ agentId, load, limit }, nth) => [
          {
            text: `${cut(names[nth] ?? '', longestName)} · ${load}${limit === null ? '' : `/${limit}`}`,
            callback_data: `give:${agentId}:${holder?.slice(0, 8) ?? '-'}`
          }
        ]),
        [...turning('‹', page - 1), back, ...turning('›', page + 1)]
      ]
    }
  }
}
