import { expect, it } from '@jest/globals'
import { languageOf } from './languages.js'

it.each([
  ['ru', ['en', 'ru'], 'ru'],
  ['ru-RU', ['en', 'ru'], 'ru'],
  ['pt-BR', ['en', 'pt', 'pt-br'], 'pt-br'],
  ['pt', ['en', 'pt-br', 'pt-pt'], 'pt-br'],
  ['pt', ['pt-br', 'pt'], 'pt'],
  ['pt-PT', ['en', 'pt-br'], 'pt-br'],
  ['zh-Hant-TW', ['zh-hans', 'zh-hant', 'en'], 'zh-hant'],
  ['de', ['fr', 'en'], 'en'],
  ['de', ['fr', 'ru'], 'fr'],
  ['', ['fr', 'en'], 'en'],
  [null, ['ru', 'en'], 'en'],
  [null, [], 'en']
])('Somebody who speaks %s is told something that there is in %j in %s', (wanted, there, language) => {
  expect(languageOf(there, wanted)).toBe(language)
})
