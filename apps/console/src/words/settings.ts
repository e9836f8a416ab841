import { inLanguage, language } from './language.js'

const en = {
  kinds: 'Kinds of settings',
  kind: {
    queues: 'Queues',
    teams: 'Teams',
    desk: 'The desk',
    calendars: 'Calendars',
    'sla-policies': 'Service levels',
    templates: 'Templates',
    articles: 'Articles',
    'ticket-fields': 'Ticket fields',
    rules: 'Rules',
    forms: 'Forms',
    'saved-lists': 'Saved lists'
  } as { readonly [kind: string]: string },
  all: 'All kinds',
  name: 'Name',
  id: 'Id',
  version: 'Version',
  published: 'Published',
  create: 'New',
  newId: 'Id of the new one',
  newIdHint: 'Lower-case letters, digits, - and _; it stays for ever.',
  empty: 'There is none yet.',
  form: 'Form',
  document: 'The document',
  documentHint: 'The same as the form, word for word as the API takes it.',
  notJson: 'This is not JSON: the form shows what was there before.',
  publish: 'Publish',
  published1: (version: number) => `Published as version ${version}.`,
  unchanged: 'Nothing differs from what is in force.',
  retire: 'Take out of use',
  sureRetire: (name: string) => `Take “${name}” out of use?`,
  retired: 'It is out of use.',
  usedBy: 'It is still used by',
  differs: (version: number) => `What differs from version ${version}`,
  before: 'Changed by the version in force',
  first: 'This is the first version.',
  theirs: (version: number) =>
    `Somebody else has published version ${version} meanwhile. What you wrote is still here; below is how it differs. Publish again to replace theirs.`,
  notSet: 'not set',
  set: 'Set',
  unset: 'Leave out',
  add: 'Add',
  remove: 'Remove',
  perLine: 'one a line',
  asJson: 'as JSON',
  hours: 'Hours, e.g. 09:00-12:30, 13:30-18:00',
  readOnly: 'You may read this, and not change it.',
  tryTitle: 'Try on last month',
  tryHint: 'What this rule would have done with the tickets of the last 30 days. Nothing is written.',
  try: 'Try it',
  tried: (n: number) => `It would have touched ${n} tickets.`
}
export const settingsWords = inLanguage(en)

/** Of fields whose name is not told by taking it apart. */
export const fieldNames = inLanguage<{ readonly [name: string]: string }>({})

/** The name of a field as people read it. */
export function fieldWords(name: string): string {
  const plain = name.replace(/_s$/, language.value === 'ru' ? ' (с)' : ' (s)').replaceAll('_', ' ')
  return fieldNames.value[name] ?? plain.charAt(0).toUpperCase() + plain.slice(1)
}
