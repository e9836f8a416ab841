import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { readTemplate, settingKindOf, templateFormatOf, templateTexts } from '#domain'
import { isJsonObject } from '#kernel'
import { readSettingsFile } from '../../apps/desk/src/start/settings-file.js'

const root = new URL('../../', import.meta.url)
const entries = readSettingsFile(new URL('examples/shop.yaml', root).pathname)
const of = (kind: string) => entries.filter(entry => entry.kind === kind)

it('examples/shop.yaml has ten templates and twelve articles, right as they are, in English and Russian', () => {
  expect([of('template').length, of('article').length]).toEqual([10, 12])
  for (const { kind, id, body } of [...of('template'), ...of('article')]) {
    expect([id, settingKindOf(kind, id)?.check(body, 0)]).toEqual([id, []])
  }
  for (const { id, body } of of('template')) {
    const texts = isJsonObject(body) ? templateTexts(body) : {}
    expect([id, Object.keys(texts)]).toEqual([id, ['en', 'ru']])
    for (const text of Object.values(texts)) {
      expect(readTemplate(text, isJsonObject(body) ? templateFormatOf(body) : 'html')).toHaveProperty(
        'template'
      )
    }
  }
  const languages = of('article').map(({ body }) => (isJsonObject(body) && body['language']) || 'en')
  expect(languages.filter(language => language === 'ru')).toHaveLength(6)
})

it('docs/content.md names templates that the example has', () => {
  const text = readFileSync(new URL('docs/content.md', root), 'utf8')
  const shortcodes = of('template').map(({ body }) => (isJsonObject(body) ? body['shortcode'] : undefined))
  for (const shortcode of ['late', 'tracking']) {
    expect(text).toContain(`/t ${shortcode}`)
    expect(shortcodes).toContain(shortcode)
  }
})
