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
  title: 'Title',
  language: 'Language',
  audience: 'For',
  preview: 'As Telegram shows it',
  create: 'New',
  documents: 'The documents',
  empty: 'Nothing here yet.',
  import: 'Import',
  importHint: 'A JSON array or CSV, up to 1,000 rows. First it is only tried.',
  file: 'File',
  tryIt: 'Try it',
  doIt: 'Import these',
  row: 'Row',
  result: 'Result',
  errors: 'Why not',
  exportAll: 'Export all'
}
export const contentWords = inLanguage(en)
