import { inLanguage, sentence } from './language.js'

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
  usedByTitle: 'Who refers to it',
  unused: 'No other setting does.',
  itsTickets: 'Its tickets',
  differs: (version: number) => `What differs from version ${version}`,
  before: 'Changed by the version in force',
  first: 'This is the first version.',
  theirs: (version: number) =>
    `Somebody else has published version ${version} meanwhile. What you wrote is still here; below is how it differs. Publish again to replace theirs.`,
  notSet: 'not set',
  set: 'Set',
  unset: 'Leave out',
  add: 'Add',
  another: 'another',
  which: 'What',
  remove: 'Remove',
  perLine: 'one a line',
  inDocument: 'It is written in the document beside.',
  hours: 'Hours, e.g. 09:00-12:30, 13:30-18:00',
  readOnly: 'You may read this, and not change it.',
  refused: 'The desk does not take it so:',
  isDraft: 'This is a draft, kept in this browser until it is published.',
  dropDraft: 'Drop the draft',
  tryTitle: 'Try on last month',
  tryHint: 'What this rule would have done with the tickets of the last 30 days. Nothing is written.',
  try: 'Try it',
  trying: (n: number) => `Looked at ${n} tickets so far…`,
  tried: (changed: number, of: number) => `It would have changed ${changed} of ${of} tickets.`,
  triedUnknown: (n: number) =>
    `Of ${n} it can not be told: what it looks at can not be read any more, or not by you.`,
  triedActed: (before: number, after: number) =>
    `It acted ${before} times, and would have acted ${after} times.`,
  tryFailed: 'The trial broke off: try it again.',
  triedTickets: 'What would have been different',
  moreTried: (n: number) => `${n} more are not shown.`,
  ticket: 'Ticket',
  about: 'About',
  didBefore: 'Did',
  wouldDo: 'Would do',
  untold: 'can not be told',
  nothing: 'nothing'
}
export const settingsWords = inLanguage(en)

/** A kind by what its address says. */
export const kindWords = (path: string): string => settingsWords.value.kind[path] ?? path.replaceAll('-', ' ')

/** Names of fields and of their values: in English they are made of the desk's own. */
export interface Names {
  readonly fields: { readonly [name: string]: string }
  readonly values: { readonly [value: string]: string }
}
export const names = inLanguage<Names>({ fields: {}, values: {} })

const plain = (name: string): string => name.replaceAll(/[._]/g, ' ').trim()

/** The name of a field as people read it. */
export function fieldWords(name: string): string {
  const own = names.value.fields[name] ?? plain(name.replace(/_s$/, ' (s)'))
  return own.charAt(0).toUpperCase() + own.slice(1)
}

/** One of several values as people read it. */
export const valueWords = (value: string): string =>
  names.value.values[value] ?? (/[.:]/.test(value) ? value : plain(value))

/** What the desk says of a field, in the language of the page. */
export const problemWords = inLanguage(sentence)

/** Where it is, for people: `Then › 1 › Transfer`. */
export const placeWords = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map(part => (/^\d+$/.test(part) ? String(Number(part) + 1) : fieldWords(part)))
    .join(' › ')
