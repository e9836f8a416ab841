import { describe, expect, it } from '@jest/globals'
import { articleText } from './article-text.js'

describe('what a customer is sent of an article', () => {
  it('has the title in bold, the summary and the address, formatted as templates are', () => {
    const article = {
      title: 'Refunds',
      summary: 'In <i>three</i> &lt;days&gt;',
      body: 'long',
      url: 'https://a.example/r'
    }
    expect(articleText(article)).toEqual({
      text: 'Refunds\n\nIn three <days>\n\nhttps://a.example/r',
      entities: [
        { type: 'bold', offset: 0, length: 7 },
        { type: 'italic', offset: 12, length: 5 }
      ]
    })
  })

  it('has no tags of HTML', () => {
    const body = '<p>Send it back</p><ul><li>in <strong>14</strong> days</li><li>1 < 2&nbsp;kg</li></ul>'
    expect(articleText({ title: 'T', body })).toEqual({
      text: 'T\n\nSend it back\n\n• in 14 days\n• 1 < 2 kg',
      entities: [
        { type: 'bold', offset: 0, length: 1 },
        { type: 'bold', offset: 22, length: 2 }
      ]
    })
  })

  it.each(['a < b', '# Markdown **it is**', 'Braces {{customer.name}}'])(
    'leaves as it is what is no such markup: %s',
    summary => {
      const { text, entities } = articleText({ title: 'T', summary })
      expect([text, entities.length]).toEqual([`T\n\n${summary}`, 1])
    }
  )

  it('has no title where that is blank, and nothing at all where all is', () => {
    expect(articleText({ title: ' ', summary: 'S' })).toEqual({ text: 'S', entities: [] })
    expect(articleText({ title: ' ' })).toEqual({ text: '', entities: [] })
    expect(articleText({ title: '\u200b', summary: '<b> </b>\u2060', body: '\u3164' }).text).toBe('')
    expect(articleText({ title: '\u200b', summary: '\u2060', body: 'B' }).text).toBe('B')
  })

  it('has the text only where there is neither summary nor address, and says where it is cut', () => {
    expect(articleText({ title: 'T', summary: 'S', body: 'B' }).text).toBe('T\n\nS')
    expect(articleText({ title: 'T', body: '<b>B</b>' })).toEqual({
      text: 'T\n\nB',
      entities: [
        { type: 'bold', offset: 0, length: 1 },
        { type: 'bold', offset: 3, length: 1 }
      ]
    })
    const { text, entities } = articleText({ title: 'T', body: `<b>${'x'.repeat(40_000)}</b>` })
    expect(text).toBe(`T\n\n${'x'.repeat(30_000)}…`)
    expect(entities[1]).toEqual({ type: 'bold', offset: 3, length: 30_000 })
  })

  it('is cut between characters', () => {
    const { text, entities } = articleText({ title: 'T', body: `<b>${'x'.repeat(29_999)}🔥 and more</b>` })
    expect(text).toBe(`T\n\n${'x'.repeat(29_999)}…`)
    expect(entities[1]).toEqual({ type: 'bold', offset: 3, length: 29_999 })
  })
})
