import { type RoutingDecision, type RuleEvent, type SlaEvent, toldIn } from '#domain'
import type { RecordedEvent } from '#event-log'
import { type AgentId, agentIdText, toIso, unreachable } from '#kernel'
import { slaNames } from '#processes'
import { type Names, routingSentence } from '../decisions/routing-sentence.js'
import { lapseSentence, ruleSentence } from '../decisions/rule-sentence.js'
import { slaSentence } from '../decisions/sla-sentence.js'
import { suggestedWithScores, suggestionSentence } from '../decisions/suggestion-sentence.js'
import type { Both } from './history-codes.js'

/** What the desk decided by itself, and why; in English as `GET /tickets/{id}/decisions` says it. */
export function decisionSentence(event: RecordedEvent, names: ReadonlyMap<string, string>): Both | undefined {
  const told = toldIn('ticket', event)
  switch (told?.type) {
    case 'RoutingDecided': {
      const known = new Map([...names].map(([id, name]) => [id as AgentId, name]))
      return { en: routingSentence(told.data, known), ru: routingInRussian(told.data, known) }
    }
    case 'RuleLapsed':
      return {
        en: lapseSentence(told.data),
        ru: `Время правила ${told.data.rule} пришло, но делать ему нечего (${told.data.because}).`
      }
    case 'RuleApplied':
      return { en: ruleSentence(told.data), ru: ruleInRussian(told.data) }
    case 'ArticleSuggested':
      return { en: suggestionSentence(told.data), ru: suggestedInRussian(told.data) }
    case 'SlaApplied':
    case 'SlaPaused':
    case 'SlaResumed':
    case 'SlaWarned':
    case 'SlaBreached':
    case 'SlaBreachRetracted':
      return { en: slaSentence(told), ru: slaInRussian(told) }
    default:
      return undefined
  }
}

const suggestedInRussian = (suggested: Parameters<typeof suggestedWithScores>[0]): string =>
  suggested.ids.length === 0
    ? 'Статей со словами обращения больше нет.'
    : `В этих статьях есть слова заголовка, полей или первых сообщений клиента, лучшая первой: ${suggestedWithScores(suggested)}.`

const chosenBecause = {
  last_agent: 'вёл прошлое обращение клиента',
  longest_without: 'дольше всех без обращений этой очереди',
  least_share: 'загружен меньше всех относительно своего предела',
  fewest_tickets: 'имеет меньше всех обращений',
  nobody_in_teams: 'был единственным',
  nobody_eligible: 'был единственным'
} as const
const takenBecause = {
  not_accepted: 'вовремя не взят в работу',
  away: 'исполнителя слишком долго нет на месте',
  away_and_customer_wrote: 'исполнителя слишком долго нет на месте, а клиент написал'
} as const
const whyNot = {
  away: 'нет на месте',
  busy: 'заняты',
  at_capacity: 'на пределе',
  lacks_skill: 'без нужного навыка',
  passed: 'оно у них уже было'
} as const

function routingInRussian(decision: RoutingDecision, names: Names): string {
  const nameOf = (id: AgentId): string => names.get(id) ?? agentIdText(id)
  switch (decision.what) {
    case 'assigned': {
      const { because, candidates, more, chosen } = decision
      const eligible = candidates.filter(one => one.eligible).length
      const of = `${eligible}${more > 0 ? ' или больше' : ''} из ${candidates.length + more}`
      return `Назначено: ${nameOf(chosen)}, причина: ${chosenBecause[because]}. Подходили ${of}.`
    }
    case 'waiting':
      return `Ни у кого: ${waitingInRussian(decision)}.`
    case 'requeued':
      return `Снято с ${nameOf(decision.fromAgentId)}: ${takenBecause[decision.because]}; возвращено в очередь.`
    case 'skill_dropped':
      return `Ждёт так долго, что навык ${decision.skill} больше не требуется.`
    case 'fell_back':
      return decision.toQueueId === null
        ? 'Никто не взял вовремя: получит наименее загруженный, с любыми навыками.'
        : `Никто не взял вовремя: перенесено в очередь ${decision.toQueueId}.`
    case 'left_to_people':
      return 'В этой очереди теперь назначают люди: то, что было намечено, не делается.'
    case 'stopped':
      if (decision.because === 'given_while_away')
        return `Отдано тому, кого нет на месте: остаётся у него до ${toIso(decision.until)}, если он не вернётся раньше.`
      return `Слишком много переводов за час: служба не переводит до ${toIso(decision.until)}. Решать старшему.`
    case 'resumed':
      return 'Время прошло: служба снова может переводить.'
    default:
      return unreachable(decision)
  }
}

function waitingInRussian(decision: Extract<RoutingDecision, { what: 'waiting' }>): string {
  const { because, candidates, more, skills, fallback } = decision
  const counts = Object.entries(whyNot).flatMap(([reason, words]) => {
    const many = candidates.filter(one => one.whyNot === reason).length
    return many === 0 ? [] : [`${words}: ${many}`]
  })
  const why =
    because === 'program_assigns'
      ? 'в этой очереди назначает программа'
      : because === 'nobody_in_teams'
        ? 'в командах очереди никого нет'
        : [`из сотрудников (${candidates.length + more}) никто не мог`, ...counts].join(', ')
  const dropped = skills.flatMap(({ skill, dropAt }) =>
    dropAt === null ? [] : [`навык ${skill} не требуется с ${toIso(dropAt)}`]
  )
  const to =
    typeof fallback?.toQueueId === 'string' ? `в очередь ${fallback.toQueueId}` : 'к наименее загруженному'
  return [why, ...dropped, ...(fallback ? [`в ${toIso(fallback.at)} перейдёт ${to}`] : [])].join('; ')
}

const appliedBecause = {
  opened: 'открыто',
  transferred: 'перенесено в другую очередь',
  priority_changed: 'изменён приоритет',
  tags_changed: 'изменены метки',
  recomputation: 'пересчёт'
} as const
const pausedBecause = {
  customer_blocked_bot: 'клиент заблокировал бота',
  telegram_unreachable: 'Telegram недоступен',
  staff_group_not_writable: 'в группу сотрудников нельзя писать'
} as const

function slaInRussian(event: SlaEvent): string {
  const { metrics, breached, retracted } = slaNames.ru
  switch (event.type) {
    case 'SlaApplied': {
      const { policyId, cause } = event.data
      const holds =
        policyId === null ? 'Не подходит ни одно правило' : `Первое подходящее правило — ${policyId}`
      return `${holds} (${appliedBecause[cause]}).`
    }
    case 'SlaPaused':
      return `Часы SLA остановлены: ${pausedBecause[event.data.cause]}.`
    case 'SlaResumed':
      return `Часы SLA идут дальше: больше не «${pausedBecause[event.data.cause]}».`
    case 'SlaWarned': {
      const { metric, beforeS, at } = event.data
      return `Предупреждение за ${beforeS} с до конца срока «${metrics[metric]}», в ${toIso(at)}.`
    }
    case 'SlaBreached': {
      const { metric, targetS, at, reason } = event.data
      return `Срок «${metrics[metric]}», ${targetS} с, нарушен в ${toIso(at)}${breached[reason]}.`
    }
    case 'SlaBreachRetracted':
      return `Нарушение срока «${metrics[event.data.metric]}» снято: ${retracted[event.data.reason]}.`
    default:
      return unreachable(event)
  }
}

type RuleApplied = Extract<RuleEvent, { type: 'RuleApplied' }>['data']

function ruleInRussian({ rule, actions, refused = [], heldUntil }: RuleApplied): string {
  if (heldUntil !== undefined)
    return `Правило ${rule} перенесло бы обращение в шестой раз за час: до ${toIso(heldUntil)} оно не действует. Решать старшему.`
  const listed = (all: readonly object[]) => all.flatMap(one => Object.keys(one)).join(', ')
  const not = refused.length > 0 ? ` Не сделано: ${listed(refused.map(({ action }) => action))}.` : ''
  return `Сработало правило ${rule}: ${listed(actions) || 'ничего'}.${not}`
}
