import { inLanguage } from './language.js'

const en = {
  title: 'Sign in',
  lead: 'The console of your support desk',
  telegramTitle: 'You are an agent',
  telegram: 'Write to the desk’s bot in a private chat:',
  telegramThen: 'It answers with a link that opens the console. The link works once, within five minutes.',
  keyTitle: 'You have a key',
  key: 'API key',
  button: 'Sign in',
  working: 'Signing in…',
  failedCode: 'This link was used already, or is too old. Write /console to the bot again for a new one.',
  failedKey: 'This key is wrong, or holds no more.',
  tooMany: 'Too many attempts from here. Wait a minute and try again.',
  https: 'The desk signs nobody in over plain http from another machine. Open it by https.',
  ended: 'You were signed out: the session has ended.',
  unreachable: 'The desk did not answer. Try again in a moment.'
}

const ru: typeof en = {
  title: 'Вход',
  lead: 'Консоль вашей службы поддержки',
  telegramTitle: 'Вы сотрудник',
  telegram: 'Напишите боту в личном чате:',
  telegramThen:
    'Он пришлёт ссылку, которая откроет консоль. Ссылка действует один раз, в течение пяти минут.',
  keyTitle: 'У вас есть ключ',
  key: 'Ключ API',
  button: 'Войти',
  working: 'Выполняется вход…',
  failedCode: 'Ссылка уже использована или устарела. Напишите боту /console ещё раз, он пришлёт новую.',
  failedKey: 'Ключ неверен или больше не действует.',
  tooMany: 'Слишком много попыток. Подождите минуту и попробуйте снова.',
  https: 'С другого компьютера можно войти только по https.',
  ended: 'Сеанс завершён: войдите снова.',
  unreachable: 'Система не ответила. Попробуйте чуть позже.'
}

export const signInWords = inLanguage({ en, ru })
