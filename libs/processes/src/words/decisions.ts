import type { RoutingDecision } from '#domain'
import type { InEach, Language } from './language.js'
import { localTime } from './numbers.js'

type ReasonOf<W extends RoutingDecision['what']> = Extract<RoutingDecision, { what: W }>['because']

interface DecisionWords {
  readonly assigned: { readonly [why in ReasonOf<'assigned'>]?: string }
  readonly waiting: { readonly [why in ReasonOf<'waiting'>]?: string }
  readonly requeued: { readonly [why in ReasonOf<'requeued'>]: string }
  readonly skillDropped: (skill: string) => string
  readonly fellBack: string
  readonly stopped: { readonly [why in ReasonOf<'stopped'>]: (until: string) => string }
}

/** Why the desk gave somebody a ticket, or why nobody has it: a line of its card. */
export const decisionWords: InEach<DecisionWords> = {
  en: {
    assigned: {
      last_agent: 'Why: the customer’s last agent',
      longest_without: 'Why: longest without a ticket of this queue',
      least_share: 'Why: has the most room left',
      fewest_tickets: 'Why: has the fewest tickets'
    },
    waiting: {
      nobody_in_teams: 'Waits: nobody is in the teams of this queue',
      nobody_eligible: 'Waits: nobody who could have it is free',
      program_assigns: 'Waits: a program assigns in this queue'
    },
    requeued: {
      not_accepted: 'Waits: it was not taken up in time',
      away: 'Waits: whoever had it is away',
      away_and_customer_wrote: 'Waits: whoever had it is away, and the customer has written'
    },
    skillDropped: skill => `Waits: ${skill} is not asked for any more`,
    fellBack: 'Waits: it has waited long, and goes to whoever has least',
    stopped: {
      moved_too_often: until => `Waits: moved too often, a person must decide by ${until}`,
      given_while_away: until => `Given to somebody who is away: stays there until ${until}`
    }
  },
  ru: {
    assigned: {
      last_agent: 'Почему: с этим клиентом уже работал этот сотрудник',
      longest_without: 'Почему: дольше всех без обращений этой очереди',
      least_share: 'Почему: больше всех свободного места',
      fewest_tickets: 'Почему: меньше всех обращений'
    },
    waiting: {
      nobody_in_teams: 'Ждёт: в командах очереди никого нет',
      nobody_eligible: 'Ждёт: подходящие сотрудники сейчас заняты',
      program_assigns: 'Ждёт: в этой очереди назначает программа'
    },
    requeued: {
      not_accepted: 'Ждёт: его вовремя не взяли',
      away: 'Ждёт: исполнителя нет на месте',
      away_and_customer_wrote: 'Ждёт: исполнителя нет на месте, а клиент написал'
    },
    skillDropped: skill => `Ждёт: навык ${skill} больше не требуется`,
    fellBack: 'Ждёт: прошло много времени, получит тот, у кого меньше всех',
    stopped: {
      moved_too_often: until => `Ждёт: слишком частые переводы, до ${until} решает человек`,
      given_while_away: until => `Отдано тому, кого нет на месте: останется у него до ${until}`
    }
  }
}

/** Null: there is nothing to say of it. */
export function decisionText(language: Language, decision: RoutingDecision, timeZone: string): string | null {
  const words = decisionWords[language]
  switch (decision.what) {
    case 'assigned':
      return words.assigned[decision.because] ?? null
    case 'waiting':
      return words.waiting[decision.because] ?? null
    case 'requeued':
      return words.requeued[decision.because]
    case 'skill_dropped':
      return words.skillDropped(decision.skill)
    case 'fell_back':
      return words.fellBack
    case 'stopped':
      return words.stopped[decision.because](localTime(language, decision.until, timeZone))
    case 'left_to_people':
    case 'resumed':
      return null
  }
}
