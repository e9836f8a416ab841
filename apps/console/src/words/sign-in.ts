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

export const signInWords = inLanguage(en)
