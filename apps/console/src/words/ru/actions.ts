import { agentName, queueName } from '../../directory.js'
import { common } from '../common.js'

type Words = { readonly [value: string]: string }

const among = (words: Words, value: unknown): string => words[String(value)] ?? String(value)
const list = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value))
const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined

const told: Words = {
  assignee: 'исполнителю',
  team: 'команде',
  leads: 'старшим',
  group: 'группе'
}

/** By the member of the action, what it does to its value. */
const did: { readonly [action: string]: (value: unknown) => string } = {
  set_priority: value => `приоритет «${among(common.value.priority, value)}»`,
  add_tags: value => `добавлены метки ${list(value)}`,
  remove_tags: value => `убраны метки ${list(value)}`,
  transfer: value => `перенос в очередь «${queueName(String(value))}»`,
  assign_team: value => `передано команде ${value}`,
  escalate: value => `передано выше, команде ${member(value, 'team_id')}`,
  unassign: () => 'снято с исполнителя',
  assign_agent: value => `назначить: ${agentName(String(value))}`,
  require_skills: value =>
    `нужны навыки ${list(Array.isArray(value) ? value.map(one => member(one, 'skill')) : value)}`,
  set_status: value => `состояние «${among(common.value.status, value)}»`,
  reply_template: value => `отправить шаблон ${value}`,
  note: () => 'добавлена заметка',
  notify: value => `сообщить ${among(told, member(value, 'who'))}`,
  start_form: value => `задать вопросы формы ${value}`,
  request_rating: () => 'попросить клиента об оценке',
  suggest_articles: value =>
    member(value, 'to') === 'agent' ? 'показать статьи команде' : 'отправить статьи клиенту',
  webhook: value => `сообщить по адресу ${member(value, 'endpoint_id')}`
}

/** What an action of a rule does; one that has no words yet as it is recorded. */
export function actionWords(action: unknown): string {
  const [name = '', value] = Object.entries(action ?? {})[0] ?? []
  return did[name]?.(value) ?? JSON.stringify(action)
}
