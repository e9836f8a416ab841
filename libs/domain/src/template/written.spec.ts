import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readTemplate, render, type Template } from './template.js'
import { templateTextOf, withVariablesAsWritten } from './written.js'

function templateOf(text: string): Template {
  const read = readTemplate(text, 'html')
  if ('problem' in read) throw new Error(`${read.problem.message}: ${text}`)
  return read.template
}
const asShown = (template: Template) => render(withVariablesAsWritten(template), {})

describe('a template with its variables as written', () => {
  it('shows them with their defaults, and its formatting where it then is', () => {
    const text = 'Hi <b>{{ customer.first_name | default: "you \\"there\\"" }}</b>, {{ticket.code}} &lt;3'
    expect(asShown(templateOf(text))).toEqual({
      text: 'Hi {{customer.first_name | default: "you \\"there\\""}}, {{ticket.code}} <3',
      entities: [{ type: 'bold', offset: 3, length: 50 }],
      missing: []
    })
  })
})

describe('a message as the text of a template', () => {
  it('keeps formatting, variables, and what looks like markup', () => {
    const text = 'a < b & {{customer.name | default: "<you>"}} see here'
    const entities = [
      { type: 'bold', offset: 0, length: 5 },
      { type: 'text_link', url: 'https://a.example/?x=1&y=2', offset: 49, length: 4 },
      { type: 'mention', offset: 0, length: 1 }
    ]
    expect(templateTextOf({ text, entities })).toBe(
      '<b>a &lt; b</b> &amp; {{customer.name | default: "<you>"}} see <a href="https://a.example/?x=1&amp;y=2">here</a>'
    )
  })

  it.each(['tg://user?id=7', 'mailto:a@b.example', 'ftp://a.example'])('has no link to %s', url => {
    const entities = [{ type: 'text_link', url, offset: 0, length: 4 }]
    const said = templateTextOf({ text: 'here', entities })
    expect([said, readTemplate(said, 'html')]).toEqual(['here', { template: expect.anything() }])
  })

  it('leaves out formats that templates can not have: over each other, in code, in themselves', () => {
    const text = 'abcdef'
    const said = (...entities: { type: string; offset: number; length: number }[]) =>
      templateTextOf({ text, entities })
    const at = (type: string, offset: number, length: number) => ({ type, offset, length })
    expect(said(at('bold', 0, 4), at('italic', 2, 4))).toBe('<b>abcd</b>ef')
    expect(said(at('code', 0, 4), at('bold', 1, 2))).toBe('<code>abcd</code>ef')
    expect(said(at('bold', 0, 4), at('bold', 1, 2))).toBe('<b>abcd</b>ef')
    expect(said(at('bold', 0, 4), at('italic', 1, 2), at('spoiler', 4, 2))).toBe(
      '<b>a<i>bc</i>d</b><tg-spoiler>ef</tg-spoiler>'
    )
  })

  it('is the template again that was shown, whatever is in it', () => {
    const escaped = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('{', '(')
    const leaf = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).map(escaped),
      fc.constantFrom('{{ticket.code}}', '{{customer.name | default: "a \\"b\\" \\\\"}}', '🔥', 'שלום')
    )
    const within = fc
      .tuple(fc.constantFrom('b', 'i', 'u', 's', 'code', 'blockquote', 'tg-spoiler'), leaf)
      .map(([tag, inner]) => `<${tag}>${inner}</${tag}>`)
    const linked = leaf.map(inner => `<a href="https://a.example/?a=1&amp;b=2">x${inner}</a>`)
    const any = fc
      .array(fc.oneof(leaf, within, linked), { minLength: 1, maxLength: 6 })
      .map(all => `x${all.join('')}`)
    const values = { 'ticket.code': '7K3Q', 'customer.name': 'Anna & <b>' }
    fc.assert(
      fc.property(any, written => {
        const template = templateOf(written)
        const again = templateOf(templateTextOf(asShown(template)))
        expect(render(again, values)).toEqual(render(template, values))
        expect(render(again, {})).toEqual(render(template, {}))
      })
    )
  })
})
