import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { showsSomething } from '#kernel'
import type { TemplateFormat } from './markup.js'
import { readTemplate, render, type Template } from './template.js'
import { templateVariables } from './variables.js'

function templateOf(text: string, format: TemplateFormat = 'html'): Template {
  const read = readTemplate(text, format)
  if ('problem' in read) throw new Error(read.problem.message)
  return read.template
}
function problemOf(text: string, format: TemplateFormat = 'html') {
  const read = readTemplate(text, format)
  return 'problem' in read ? read.problem : undefined
}

describe('a template that is filled in', () => {
  it('has the values where its variables stood', () => {
    const text = 'Hello {{customer.first_name}}, {{ ticket.code }} is {{field.order | default: "open"}}.'
    const values = { 'customer.first_name': 'Anna', 'ticket.code': '7K3Q-X9M2' }
    expect(render(templateOf(text), values)).toEqual({
      text: 'Hello Anna, 7K3Q-X9M2 is open.',
      entities: [],
      missing: []
    })
  })

  it('has the entities where the values have moved them to, in UTF-16 units', () => {
    const text =
      '🔥{{customer.name}} <b>bold <i>{{agent.name}}</i></b> <a href="https://shop.example/a?b=1&amp;c">here</a>'
    const { text: said, entities } = render(templateOf(text), {
      'customer.name': '👍🏽 Аня',
      'agent.name': 'שרה'
    })
    expect(said).toBe('🔥👍🏽 Аня bold שרה here')
    expect(entities).toEqual([
      { type: 'bold', offset: 11, length: 8 },
      { type: 'italic', offset: 16, length: 3 },
      { type: 'text_link', url: 'https://shop.example/a?b=1&c', offset: 20, length: 4 }
    ])
  })

  it('names each variable without a value once; what is empty is no value', () => {
    const template = templateOf(
      '{{customer.name}} {{customer.name}} {{agent.name}} {{queue.name | default: ""}}'
    )
    for (const blank of ['  ', '\u200b\u2060', '\u3164', '\u202e']) {
      expect(render(template, { 'customer.name': blank, 'agent.name': null }).missing).toEqual([
        'customer.name',
        'agent.name'
      ])
    }
  })

  it('reads nothing of what a value holds', () => {
    const value = '<b>{{agent.name}}</b> &amp; {{'
    expect(
      render(templateOf('<i>{{customer.name}}</i>'), { 'customer.name': value, 'agent.name': 'Bob' })
    ).toEqual({
      text: value,
      entities: [{ type: 'italic', offset: 0, length: value.length }],
      missing: []
    })
  })

  it('leaves a format around nothing out', () => {
    expect(render(templateOf('a<b>{{agent.name | default: ""}}</b>'), {}).entities).toEqual([])
  })

  it('keeps markup as it is where it is plain', () => {
    expect(render(templateOf('a < b &lt; <b>{{agent.name}}</b>', 'plain'), { 'agent.name': 'Bob' })).toEqual({
      text: 'a < b &lt; <b>Bob</b>',
      entities: [],
      missing: []
    })
  })

  it('reads characters by name and number, and keeps what names none', () => {
    expect(render(templateOf('It&#39;s&nbsp;&lt;5&#x20ac; R&amp;D &foo; &'), {}).text).toBe(
      "It's\u00a0<5€ R&D &foo; &"
    )
  })

  it('takes quotes and backslashes in a default', () => {
    expect(render(templateOf(String.raw`{{agent.name | default: "a \"b\" \\ c"}}`), {}).text).toBe(
      String.raw`a "b" \ c`
    )
  })
})

const names = [
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'blockquote',
  'code',
  'pre',
  'text_link'
]
const tagged = (tag: string, inside: string) =>
  tag === 'a' ? `<a href="https://a.example">${inside}</a>` : `<${tag}>${inside}</${tag}>`
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('{{', '{ {')

describe('any template with any values', () => {
  const literal = fc.string({ unit: 'grapheme', maxLength: 8 }).map(escaped)
  const variable = fc.constantFrom(...templateVariables, 'field.order').map(name => `{{${name}}}`)
  const leaf = fc.oneof(literal, variable)
  const within = fc
    .tuple(
      fc.constantFrom('b', 'i', 'u', 's', 'code', 'pre', 'blockquote', 'tg-spoiler', 'a'),
      fc.array(leaf, { maxLength: 3 })
    )
    .map(([tag, inside]) => tagged(tag, inside.join('')))
  const anyTemplate = fc
    .array(fc.oneof(leaf, within), { minLength: 1, maxLength: 8 })
    .map(all => `.${all.join('')}`)
  const anyValue = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    fc.constantFrom('<b>', '{{agent.name}}', '&lt;', 'שלום', '👨‍👩‍👧')
  )

  it('holds the values literally, and entities that lie within the text and in order', () => {
    fc.assert(
      fc.property(anyTemplate, anyValue, (written, value) => {
        fc.pre(showsSomething(value))
        const values = Object.fromEntries([...templateVariables, 'field.order'].map(name => [name, value]))
        const { text, entities, missing } = render(templateOf(written), values)
        const count = written.split('{{').length - 1
        expect(missing).toEqual([])
        expect(text.split(value).length - 1).toBeGreaterThanOrEqual(count > 0 ? 1 : 0)
        const empty = render(templateOf(written.replaceAll(/\{\{.*?\}\}/g, '')), {})
        expect(text.length).toBe(empty.text.length + count * value.length)
        let before = 0
        for (const { type, offset, length } of entities) {
          expect(names).toContain(type)
          expect(length).toBeGreaterThan(0)
          expect(offset).toBeGreaterThanOrEqual(before)
          expect(offset + length).toBeLessThanOrEqual(text.length)
          before = offset
        }
      })
    )
  })

  it('is read or refused, and never throws, whatever is written', () => {
    const parts = [
      '{{',
      '}}',
      '<',
      '>',
      '</',
      '<b>',
      '</b>',
      '<a href="',
      '"',
      '|',
      'default:',
      'agent.name',
      '&lt;',
      'x',
      '\\',
      ' '
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 20 }), all => {
        const read = readTemplate(all.join(''), 'html')
        if ('template' in read) expect(typeof render(read.template, {}).text).toBe('string')
      })
    )
  })

  it('is read in time that grows with its length alone: a million characters come to an end', () => {
    const parts = ['{{', '{{ a | default: "', '<a href=', '<', '{{a ', '&', '\\"', ' ']
    for (const part of parts) {
      const text = `{{${part.repeat(Math.floor(1_000_000 / part.length))}`
      expect(problemOf(text)).toBeDefined()
    }
  })
})

describe('a text is refused as a template', () => {
  it.each<[string, string, string]>([
    ['a variable that nobody knows', '{{customer.firstname}}', 'unknown_variable'],
    ['a name of the language', '{{constructor}}', 'unknown_variable'],
    ['a field without an id', '{{field.}}', 'unknown_variable'],
    ['no name', '{{}}', 'variable'],
    ['a filter', '{{agent.name | upcase}}', 'variable'],
    ['braces that do not close', 'Hello {{agent.name', 'variable'],
    ['a variable in a variable', '{{ {{agent.name}} }}', 'variable'],
    ['a tag that Telegram does not know', '<img src="x">', 'tag'],
    ['a tag in capitals', '<B>x</B>', 'tag'],
    ['a tag with more in it', '<b onclick="x">y</b>', 'tag'],
    ['a bracket', 'a < b', 'tag'],
    ['a tag that does not close', '<b>x', 'unclosed'],
    ['a tag that was not opened', 'x</b>', 'unclosed'],
    ['tags that cross', '<b><i>x</b></i>', 'unclosed'],
    ['a tag in itself', '<b><b>x</b></b>', 'nested'],
    ['anything in code', '<code><b>x</b></code>', 'nested'],
    ['a script', '<a href="javascript:alert(1)">x</a>', 'link'],
    ['a script with a space before it', '<a href=" javascript:alert(1)">x</a>', 'link'],
    ['data', '<a href="data:text/html,x">x</a>', 'link'],
    ['an address without a host', '<a href="https://">x</a>', 'link'],
    ['a variable in an address', '<a href="https://a.example/{{ticket.code}}">x</a>', 'link'],
    ['nothing but tags', '<b> </b>', 'empty'],
    ['nothing that is seen', '<b>\u200b\u3164</b>\u202e', 'empty']
  ])('%s', (_, text, code) => {
    expect(problemOf(text)?.code).toBe(code)
  })

  it.each<[string, string]>([
    ['custmer.name', 'customer.name'],
    ['Customer.First_Name', 'customer.first_name'],
    ['ticket.titel', 'ticket.title'],
    ['agent', 'agent.name'],
    ['field.Order', 'field.<id>'],
    ['article.link', 'article.url']
  ])('naming the variable that was probably meant: %s', (written, nearest) => {
    expect(problemOf(`{{${written}}}`)?.message).toContain(`the nearest is ${nearest}`)
  })
})
