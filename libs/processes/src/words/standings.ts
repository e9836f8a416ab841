import type { QueueStanding } from '#application'
import type { Instant } from '#kernel'
import type { InEach, Language } from './language.js'
import { age, english, russian } from './numbers.js'
import type { Details } from './refusals.js'

type Counted = Omit<QueueStanding, 'queueId' | 'name'>

const queuesShown = 50

interface StandingWords {
  readonly counts: (counted: Counted) => readonly string[]
  readonly oldest: (code: string, seconds: number) => string
  readonly more: (queues: number) => string
}

export const standingWords: InEach<StandingWords> = {
  en: {
    counts: ({ waiting, unassigned, overdue }) => [
      `${waiting} open`,
      `${unassigned} unassigned`,
      `${overdue} overdue`
    ],
    oldest: (code, seconds) => `oldest ${code}, ${age('en', seconds)}`,
    more: queues => `and ${queues} more ${english(queues, 'queue', 'queues')}`
  },
  ru: {
    counts: ({ waiting, unassigned, overdue }) => [
      `открыто ${waiting}`,
      `без исполнителя ${unassigned}`,
      `просрочено ${overdue}`
    ],
    oldest: (code, seconds) => `самое давнее ${code}, ${age('ru', seconds)}`,
    more: queues => `и ещё ${queues} ${russian(queues, 'очередь', 'очереди', 'очередей')}`
  }
}

function lineOf(language: Language, counted: Counted, now: Instant): string {
  const { counts, oldest: say } = standingWords[language]
  const { oldest } = counted
  const shown = oldest ? [say(oldest.code, (now - oldest.createdAt) / 1000)] : []
  return [...counts(counted), ...shown].join(' · ')
}

function together(queues: readonly QueueStanding[]): Counted {
  const sum = (count: (queue: QueueStanding) => number) =>
    queues.reduce((all, queue) => all + count(queue), 0)
  const [oldest = null] = queues
    .flatMap(queue => queue.oldest ?? [])
    .sort((a, b) => a.createdAt - b.createdAt)
  return {
    waiting: sum(queue => queue.waiting),
    unassigned: sum(queue => queue.unassigned),
    overdue: sum(queue => queue.overdue),
    oldest
  }
}

/** The lines that answer /queues and /status, as they are recorded: in the language of the team at that moment. */
export function standingDetails(
  language: Language,
  of: 'queues' | 'status',
  queues: readonly QueueStanding[],
  now: Instant
): Details {
  if (of === 'status') return { lines: lineOf(language, together(queues), now) }
  const shown = queues.slice(0, queuesShown).map(queue => `${queue.name}: ${lineOf(language, queue, now)}`)
  const more = queues.length - shown.length
  return { lines: [...shown, ...(more > 0 ? [standingWords[language].more(more)] : [])].join('\n') }
}
