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

  it('are in the desk’s words, as they will be, where nothing is known for a variable of the own wording', async () => {
    const own = {
      greeting: {
        en: 'Hello {{customer.first_name}}, {{ticket.code}}',
        ru: 'Привет, {{customer.first_name}}'
      },
      resolved: { en: '{{agent.name}} is done', ru: '{{agent.name | default: "Всё"}} готово' },
      rating_noted: { en: 'Thank you, {{customer.first_name}}', ru: '{{desk.name}} благодарит' },
      help_noted: { en: '{{ticket.title | default: ""}}', ru: '{{ticket.title | default: "Да"}}' }
    }
    const all = await shown(own)
    const of = (text: string) =>
      all.find(({ name }) => name === text)?.texts.map(one => [one.own, one.unsaid, one.text])
    expect(of('greeting')).toEqual([
      [false, ['ticket.code'], expect.stringContaining('Write your question')],
      [true, null, 'Привет, Carol']
    ])
    expect(of('resolved')).toEqual([
      [false, ['agent.name'], expect.stringContaining('7K3Q-X9M2')],
      [true, null, 'Всё готово']
    ])
    expect(of('rating_noted')).toEqual([
      [false, ['customer.first_name'], 'Thank you!'],
      [false, ['desk.name'], 'Спасибо!']
    ])
    expect(of('help_noted')).toEqual([
      [false, [], 'We have noted it.'],
      [true, null, 'Да']
    ])
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
