import type { GroupNeed } from '#domain'
import type { LostReason, NotSentReason, SetupProblem } from '#telegram'
import { commonLanguage, type InEach, type Language } from './language.js'

/** The answers to `/setup CODE`. */
interface SetupWords {
  readonly done: (title: string) => string
  readonly thisGroup: string
  readonly wrongCode: string
  readonly notAdministrator: string
  readonly noAnswer: string
  readonly lacks: (vital: readonly GroupNeed[]) => string
}

const lines = (all: readonly (string | false)[]): string => all.filter(Boolean).join('\n')

export const setupWords: InEach<SetupWords> = {
  en: {
    done: title => `Done: "${title}" is the staff group now. Each ticket will be a topic here.`,
    thisGroup: 'This group',
    wrongCode: 'This code is not valid (any more). The desk prints a new one when it starts.',
    notAdministrator: 'Only an administrator of this group can set it up.',
    noAnswer: 'Telegram did not answer. Please send the command again.',
    lacks: vital =>
      lines([
        'Not yet:',
        vital.includes('forum') && '• turn on topics in the settings of this group',
        vital.includes('administrator') && '• make the bot an administrator (topics, deleting, pinning)',
        'Then send the command again.'
      ])
  },
  ru: {
    done: title => `Готово: «${title}» теперь группа команды. Каждое обращение станет здесь темой.`,
    thisGroup: 'Эта группа',
    wrongCode: 'Этот код (уже) не действует. Новый печатается при запуске Topicdesk.',
    notAdministrator: 'Настроить группу может только её администратор.',
    noAnswer: 'Telegram не ответил. Пожалуйста, отправьте команду ещё раз.',
    lacks: vital =>
      lines([
        'Пока рано:',
        vital.includes('forum') && '• включите темы в настройках этой группы',
        vital.includes('administrator') &&
          '• сделайте бота администратором (управление темами, удаление, закрепление)',
        'Потом отправьте команду ещё раз.'
      ])
  }
}

type Problems = {
  readonly [kind in SetupProblem['kind']]: (problem: Extract<SetupProblem, { kind: kind }>) => string
}

export const setupProblems: InEach<Problems> = {
  en: {
    unauthorized: () => 'Telegram does not accept the bot token, or TELEGRAM_API_ROOT is no Bot API server.',
    unreachable: () => 'Telegram can not be reached.',
    group_not_found: () =>
      'The staff group was not found: add the bot to it, and check TELEGRAM_STAFF_GROUP_ID.',
    group_migrated: ({ to }) =>
      `The staff group has become a supergroup${to === undefined ? '' : ` with the id ${to}`}.`,
    not_a_group: () => 'The chat with the id of the staff group is no group.',
    not_a_forum: () => 'Topics are off in the staff group: turn them on in its settings.',
    bot_not_in_group: () => 'The bot is not in the staff group: add it as an administrator.',
    bot_not_administrator: () => 'The bot is not an administrator of the staff group.',
    right_missing: ({ right }) => `The bot lacks a right in the staff group: ${right}.`,
    refused: ({ call, code, description }) => `Telegram refused ${call}: ${code} ${description}`
  },
  ru: {
    unauthorized: () =>
      'Telegram не принимает токен бота, или по адресу TELEGRAM_API_ROOT нет сервера Bot API.',
    unreachable: () => 'Связи с Telegram нет.',
    group_not_found: () =>
      'Группа команды не найдена: добавьте в неё бота и проверьте TELEGRAM_STAFF_GROUP_ID.',
    group_migrated: ({ to }) =>
      `Группа команды стала супергруппой${to === undefined ? '' : `, её id теперь ${to}`}.`,
    not_a_group: () => 'Чат с id группы команды — не группа.',
    not_a_forum: () => 'В группе команды выключены темы: включите их в её настройках.',
    bot_not_in_group: () => 'Бота нет в группе команды: добавьте его администратором.',
    bot_not_administrator: () => 'Бот в группе команды — не администратор.',
    right_missing: ({ right }) => `Боту в группе команды не хватает права: ${right}.`,
    refused: ({ call, code, description }) => `Telegram отклонил ${call}: ${code} ${description}`
  }
}

/** One line for log, health and group: what is wrong and how to put it right. */
export function setupProblemText(language: Language, problem: SetupProblem): string {
  // The text is the one of this kind.
  const text = setupProblems[language][problem.kind] as (problem: SetupProblem) => string
  return text(problem)
}

export const unreachableTexts: InEach<{ readonly [why in LostReason | NotSentReason]: string }> = {
  en: {
    timeout: 'no answer in time',
    aborted: 'stopped',
    connection: 'the connection broke',
    server_error: 'Telegram has an internal error',
    unclear_answer: 'the answer is not from the Bot API',
    no_address: 'the name of the server has no address',
    refused: 'nobody listens there',
    unreachable: 'the network does not reach it',
    insecure: 'no secure connection',
    no_socket:
      'no socket can be opened here: too many files are open (ulimit -n), or ports or memory are used up',
    turned_away: 'something on the way turns calls away: look at the proxy, and at TELEGRAM_API_ROOT'
  },
  ru: {
    timeout: 'нет ответа вовремя',
    aborted: 'остановлено',
    connection: 'соединение оборвалось',
    server_error: 'внутренняя ошибка Telegram',
    unclear_answer: 'ответ пришёл не от Bot API',
    no_address: 'у имени сервера нет адреса',
    refused: 'там никто не принимает соединений',
    unreachable: 'сеть туда не ведёт',
    insecure: 'нет защищённого соединения',
    no_socket:
      'не открыть ни одного сокета: открыто слишком много файлов (ulimit -n), кончились порты или память',
    turned_away: 'что-то по пути не пропускает вызовы: проверьте прокси и TELEGRAM_API_ROOT'
  }
}

/** For health and logs. */
export const unreachableText = (why: LostReason | NotSentReason): string =>
  unreachableTexts[commonLanguage][why]

/** What was recorded in the operators' words; any other reason stays as it is. */
export function reasonText(language: Language, recorded: string): string {
  const known = unreachableTexts[commonLanguage]
  for (const [why, text] of Object.entries(unreachableTexts[language]))
    if (known[why as keyof typeof known] === recorded) return text
  return recorded
}
