import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '#kernel'
import { deskTextsKind } from './desk-texts.js'

const problems = (body: JsonObject) => deskTextsKind.check(body, 0)
const pointers = (body: JsonObject) => problems(body).map(({ pointer, code }) => `${pointer} ${code}`)

describe('the own wording of a desk', () => {
  it('may leave out any text', () => {
    const body = { resolved: { en: '<b>{{ticket.code}}</b> is done', de: 'Fertig' }, start: { ru: 'a < b' } }
    expect(pointers(body)).toEqual([])
    expect(deskTextsKind.complete(body)).toMatchObject({ greeting: null, opened: null, ...body })
    expect(pointers(deskTextsKind.complete({}))).toEqual([])
  })

  it.each<[string, JsonObject, string]>([
    ['a text that there is not', { resolvd: { en: 'Done' } }, '/resolvd unknown'],
    ['a variable that there is not', { opened: { ru: '{{ticket.cod}}' } }, '/opened/ru unknown_variable'],
    ['a variable in the menu that there is not', { start: { en: '{{name}}' } }, '/start/en unknown_variable'],
    ['a tag', { greeting: { en: '<h1>Hello</h1>' } }, '/greeting/en tag'],
    ['a script in a link', { greeting: { en: '<a href="javascript:x">y</a>' } }, '/greeting/en link'],
    ['no language', { greeting: {} }, '/greeting invalid'],
    ['a text without a language', { greeting: 'Hello' }, '/greeting type'],
    ['more than a message', { greeting: { en: 'x'.repeat(4097) } }, '/greeting/en invalid'],
    ['more than Telegram shows in a menu', { start: { en: 'x'.repeat(257) } }, '/start/en invalid'],
    ['a menu in a language that it has not', { start: { de: 'Schreiben' } }, '/start/de unknown'],
    ['nothing', { greeting: { en: ' ' } }, '/greeting/en empty']
  ])('is refused: %s', (_, body, problem) => {
    expect(pointers(body)).toEqual([problem])
  })

  it('names the nearest variable, and the texts that there are', () => {
    expect(problems({ opened: { en: '{{ticket.cod}}' } })[0]?.message).toContain('ticket.code')
    expect(problems({ resolvd: { en: 'Done' } })[0]?.message).toContain('resolved')
  })
})
