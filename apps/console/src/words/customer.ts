import { inLanguage } from './language.js'

const en = {
  title: 'Customer',
  username: 'Username',
  language: 'Language',
  since: 'Known since',
  unreachable: 'The bot can not write to them.',
  tier: 'Tier',
  tags: 'Tags, with commas',
  others: 'Other tickets',
  all: 'All of their tickets',
  noOthers: 'There is no other ticket.',
  privacy: 'Privacy',
  export: 'Export everything about them',
  exportHint: 'It is recorded that you got it.',
  held: 'A legal hold lasts until',
  hold: 'Legal hold',
  holdHint: 'While it lasts they can not be forgotten.',
  until: 'Until',
  why: 'Reason',
  setHold: 'Set the hold',
  lift: 'Lift the hold',
  sureLift: 'Lift the legal hold? Then this person can be forgotten.',
  forget: 'Forget this person',
  forgetHint:
    'Names and texts can not be read by anybody afterwards, in backups neither; tickets stay, without them.',
  code: 'Because',
  codes: { request: 'they asked for it', retention: 'their time is over', other: 'another reason' },
  case: 'File number, if any',
  sure: 'I know that this can not be undone.',
  doForget: 'Forget for ever',
  forgotten: 'They were forgotten',
  running: 'What stands in Telegram is being changed.',
  reached: (topics: number, cards: number) => `Topics renamed: ${topics}, cards: ${cards}.`,
  left: (topics: number, cards: number) => `Telegram refused ${topics} topics and ${cards} cards.`,
  shown: (n: number) => `Messages that stay in the team's groups: ${n}.`
}
export const customerWords = inLanguage(en)
