import { describe, expect, it } from '@jest/globals'
import { customerTextNames, type SettingKindName } from '#domain'
import type { JsonObject } from '#kernel'
import { shownTexts } from './shown-texts.js'

const shown = (own: JsonObject | undefined, main: JsonObject = {}) =>
  shownTexts({ body: async (_kind: SettingKindName, id: string) => (id === 'texts' ? own : main) })

describe('the texts that the sandbox shows', () => {
  it('are all that customers are told, in every language, without a variable left', async () => {
    const all = await shown(undefined)
    expect(all.map(({ name }) => name)).toEqual(customerTextNames)
    for (const { texts } of all) {
      expect(texts.map(({ language, own }) => [language, own])).toEqual([
        ['en', false],
        ['ru', false]
      ])
      for (const { text } of texts) expect(text).not.toMatch(/\{\{|^$/)
    }
  })

  it('have the own wording in their place, and in further languages', async () => {
    const own = {
      resolved: { en: '<b>{{customer.first_name}}</b>: {{field.order}} of {{desk.name}}', de: 'Fertig' }
    }
    const resolved = (await shown(own, { name: 'The shop' })).find(({ name }) => name === 'resolved')
    expect(resolved?.texts).toMatchObject([
      {
        language: 'en',
        own: true,
        text: 'Carol: ‹field.order› of The shop',
        entities: [{ type: 'bold', length: 5 }]
      },
      { language: 'ru', own: false },
      { language: 'de', own: true, text: 'Fertig' }
    ])
  })
})
