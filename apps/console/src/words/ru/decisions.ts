import { agentName, queueName } from '../../directory.js'
import { duration, exact } from '../../ui/moments.js'
import { type Decided, decisionWords } from '../decisions.js'
import { ticketWords } from '../ticket.js'
import { actionWords } from './actions.js'

type Data = { readonly [name: string]: unknown }
type Words = { readonly [value: string]: string }

const among = (words: Words, value: unknown): string => words[String(value)] ?? String(value)
const at = (value: unknown): string =>
  typeof value === 'number' ? exact(new Date(value).toISOString()) : String(value)
const each = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const parts = (value: unknown): Data => ({ ...(typeof value === 'object' ? value : {}) })
const agent = (value: unknown): string => {
  const id = String(value)
  return agentName(id.startsWith('agt_') ? id : `agt_${id}`)
}
const metric = (value: unknown): string => among(ticketWords.value.metric, value).toLowerCase()

const chosenBecause: Words = {
  last_agent: 'вёл прошлое обращение этого клиента',
  longest_without: 'дольше всех не получал обращений этой очереди',
  least_share: 'загружен меньше всех относительно своего предела',
  fewest_tickets: 'ведёт меньше всех обращений'
}
const takenBecause: Words = {
  not_accepted: 'вовремя за него не взялся',
  away: 'слишком долго отсутствует',
  away_and_customer_wrote: 'слишком долго отсутствует, а клиент написал'
}
const whyNot: Words = {
  away: 'отсутствуют',
  busy: 'заняты',
  at_capacity: 'на пределе',
  lacks_skill: 'без нужного навыка',
  passed: 'уже получали его и не взялись'
}

function waiting({ because, candidates, more, skills, fallback }: Data): string {
  const all = each(candidates).map(parts)
  const counts = Object.entries(whyNot).flatMap(([reason, words]) => {
    const many = all.filter(one => one['whyNot'] === reason).length
    return many === 0 ? [] : [`${words}: ${many}`]
  })
  const nobody = [`из ${all.length + Number(more ?? 0)} сотрудников никто не мог`, ...counts].join(', ')
  const why =
    because === 'program_assigns'
      ? 'в этой очереди назначает программа'
      : because === 'nobody_in_teams'
        ? 'в командах очереди никого нет'
        : nobody
  const dropped = each(skills)
    .map(parts)
    .flatMap(({ skill, dropAt }) =>
      dropAt === null ? [] : [` Навык «${skill}» перестанет требоваться: ${at(dropAt)}.`]
    )
  const { at: when, toQueueId } = parts(fallback)
  const falls =
    when === undefined
      ? ''
      : ` ${at(when)} оно ${toQueueId === null ? 'достанется наименее загруженному' : `перейдёт в очередь «${queueName(String(toQueueId))}»`}.`
  return `Никому не назначено: ${why}.${dropped.join('')}${falls}`
}

function assigned({ because, candidates, more, chosen }: Data): string {
  const all = each(candidates).map(parts)
  const able = `${all.filter(one => one['eligible'] === true).length}${Number(more ?? 0) > 0 ? ' или больше' : ''}`
  return `Назначено: ${agent(chosen)} — ${chosenBecause[String(because)] ?? 'кроме него никого не было'}. Могли получить: ${able} из ${all.length + Number(more ?? 0)}.`
}

/** By `what` of a decision, and the data of its event. */
const routing: { readonly [what: string]: (data: Data) => string } = {
  assigned,
  waiting,
  requeued: ({ fromAgentId, because }) =>
    `Снято с исполнителя, ${agent(fromAgentId)}: ${among(takenBecause, because)}. Обращение вернулось в очередь.`,
  skill_dropped: ({ skill }) => `Ожидание затянулось: навык «${skill}» больше не требуется.`,
  fell_back: ({ toQueueId }) =>
    toQueueId === null
      ? 'Вовремя никто не взял: достанется наименее загруженному, с любыми навыками.'
      : `Вовремя никто не взял: перенесено в очередь «${queueName(String(toQueueId))}».`,
  stopped: ({ because, until }) =>
    because === 'given_while_away'
      ? `Назначено тому, кого нет на месте: останется у него до ${at(until)}, если он не вернётся раньше.`
      : `За час переходило слишком часто: система не переместит его до ${at(until)}. Решать старшему.`,
  left_to_people: () => 'В этой очереди теперь назначают люди: намеченное не делается.',
  resumed: () => 'Время прошло: система снова может его перемещать.'
}

const onWhat: Words = {
  ticket_opened: 'обращение открыто',
  customer_message: 'клиент написал',
  agent_reply: 'сотрудник ответил',
  status_changed: 'изменилось состояние',
  priority_changed: 'изменился приоритет',
  queue_changed: 'сменилась очередь',
  tags_changed: 'изменились метки',
  fields_changed: 'изменились поля',
  assigned: 'назначен исполнитель',
  unassigned: 'исполнителя не стало',
  sla_warned: 'приближается срок',
  sla_breached: 'срок нарушен',
  rated: 'клиент поставил оценку',
  escalated: 'передано выше',
  acknowledged: 'переданное принято',
  form_finished: 'форма заполнена',
  command: 'введена её команда'
}

const found = ({ matched }: Decided): string =>
  (matched ?? [])
    .map(({ field, terms }) => ` Найдено в ${field}: ${terms.map(term => `«${term}»`).join(', ')}.`)
    .join('')

function applied(data: Data, decided: Decided): string {
  const { rule, on, actions, refused, from, signalScore } = data
  const did = each(actions).map(actionWords).join(', ') || 'ничего'
  const not = each(refused)
    .map(parts)
    .map(({ action, reason }) => `${actionWords(action)} (${String(reason).replaceAll('_', ' ')})`)
  return [
    `Правило «${rule}» сработало, потому что ${among(onWhat, on)}${from === undefined ? '' : `, отсчёт от ${at(from)}`}: ${did}.`,
    not.length > 0 ? ` Не сделано: ${not.join(', ')}.` : '',
    signalScore === undefined ? '' : ` Вес сигналов: ${signalScore}.`,
    found(decided)
  ].join('')
}

const lapsed: Words = {
  rule_is_off: 'оно уже выключено',
  status: 'состояние обращения уже другое',
  conditions: 'его условия больше не выполняются',
  unknown: 'то, на что оно смотрит, больше нельзя прочитать',
  has_acted: 'оно уже сработало',
  held_back: 'оно сдерживается',
  acknowledged: 'кто-то уже занимается этим',
  reply_not_delivered: 'ответ не дошёл до клиента',
  nothing_to_do: 'всё уже так, как оно хочет',
  agent_unknown: 'кому назначить — не сотрудник',
  agent_away: 'кому назначить — отсутствует или занят',
  agent_at_capacity: 'у кого назначить — предельное число обращений',
  not_assigned: 'назначить не удалось',
  template_unknown: 'шаблон не действует',
  template_for_agents: 'шаблон только для сотрудников',
  missing_value: 'для шаблона не хватает данных',
  not_said: 'обращение этого не позволило',
  no_article: 'статьи с такими словами нет',
  index_not_ready: 'указатель статей не был готов',
  endpoint_unknown: 'такого адреса больше нет',
  endpoint_not_allowed: 'этому адресу не сообщают об обращениях или об этой очереди',
  endpoint_paused: 'адрес приостановлен или не подтверждён',
  endpoint_busy: 'адрес просил пока его не вызывать',
  not_answered: 'ответа вовремя не было',
  answer_failed: 'в ответ пришла ошибка',
  answer_too_big: 'ответ слишком велик',
  answer_invalid: 'ответ не тот, о котором просили',
  answer_refused: 'обращение не принимает этот ответ'
}

const rule: typeof routing = {
  held_back: ({ rule: id, on, heldUntil }) =>
    `Правило «${id}» переместило бы обращение в шестой раз за час, потому что ${among(onWhat, on)}: до ${at(heldUntil)} оно больше не сработает. Решать старшему.`,
  lapsed: ({ rule: id, from, because, action }) =>
    action === undefined
      ? `Время правила «${id}» (отсчёт от ${at(from)}) пришло, но ничего не произошло: ${among(lapsed, because)}.`
      : `Правило «${id}» хотело: ${actionWords(action)}. Не сделано: ${among(lapsed, because)}.`
}

const appliedCause: Words = {
  opened: 'обращение открыто',
  transferred: 'сменилась очередь',
  priority_changed: 'изменился приоритет',
  tags_changed: 'изменились метки',
  recomputation: 'сроки пересчитаны'
}
const pauseCause: Words = {
  customer_blocked_bot: 'клиент заблокировал бота',
  telegram_unreachable: 'Telegram не отвечает',
  staff_group_not_writable: 'в группу команды нельзя писать'
}
const breachReason: Words = {
  time_passed: 'время вышло',
  target_lowered: 'срок сокращён',
  recomputation: 'сроки пересчитаны'
}
const retractReason: Words = {
  reply_was_in_time: 'ответ был вовремя',
  resolved_in_time: 'решено вовремя',
  paused_in_time: 'часы остановились вовремя',
  target_changed_in_time: 'срок изменён вовремя'
}

const sla: typeof routing = {
  policy_applied: ({ policyId, cause }) =>
    `${policyId === null ? 'Ни один набор сроков не подходит' : `Подошёл набор сроков «${policyId}», первый по порядку`} (${among(appliedCause, cause)}).`,
  paused: ({ cause }) => `Часы стоят: ${among(pauseCause, cause)}.`,
  resumed: ({ cause }) => `Часы снова идут. Причина остановки прошла: ${among(pauseCause, cause)}.`,
  warned: data =>
    `Предупреждение за ${duration(Number(data['beforeS']))} до срока «${metric(data['metric'])}», ${at(data['at'])}.`,
  breached: data =>
    `Срок «${metric(data['metric'])}» (${duration(Number(data['targetS']))}) нарушен ${at(data['at'])}: ${among(breachReason, data['reason'])}.`,
  breach_retracted: data =>
    `Нарушение срока «${metric(data['metric'])}» отменено: ${among(retractReason, data['reason'])}.`
}

const suggestion: typeof routing = {
  articles: ({ ids, scores }) =>
    each(ids).length === 0
      ? 'Статей со словами обращения больше нет.'
      : `В этих статьях есть слова темы, полей или первых сообщений клиента, лучшие первыми: ${each(ids)
          .map((id, n) => `${id} (${Number(each(scores)[n] ?? 0) / 1000})`)
          .join(', ')}.`
}

const kinds: { readonly [kind: string]: typeof routing } = { routing, rule, sla, suggestion }

decisionWords.russian.value = (decided, data) =>
  decided.kind === 'rule' && decided.what === 'applied'
    ? applied(data, decided)
    : (kinds[decided.kind]?.[decided.what]?.(data) ?? decided.because)
