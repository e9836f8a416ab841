import { inLanguage } from './language.js'

const en = {
  kinds: 'Kinds of content',
  templates: 'Templates',
  articles: 'Articles',
  search: 'Search',
  name: 'Name',
  shortcode: 'Shortcode',
  category: 'Category',
  uses: 'Used',
  sentLately: 'Sent in 30 days',
  helped: 'Helped',
  helpedNot: 'Did not',
  languages: 'Languages',
  neverSent: 'This is for agents: it is never sent.',
  title: 'Title',
  language: 'Language',
  audience: 'For',
  preview: 'As Telegram shows it',
  import: 'Import',
  importHint: 'A JSON array or CSV, up to 1,000 rows. First it is only tried.',
  file: 'Choose a file',
  tryIt: 'Try it',
  doIt: (n: number) => `Import ${n}`,
  row: 'Row',
  result: 'Result',
  errors: 'Why not',
  exportAll: 'Export all'
}
export const contentWords = inLanguage(en)
