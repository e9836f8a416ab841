import { describe, expect, it } from '@jest/globals'
import { replyOf } from './said.js'

const inserted = { id: 'refund', text: 'Your refund is on its way.\n' }

describe('A reply from the console', () => {
  it('is the template that was put in, while its words are as they were', () => {
    expect(replyOf(inserted.text, inserted)).toEqual({ template_id: 'refund' })
  })

  it('is what is written, once that is something else or came from no template', () => {
    expect(replyOf('Your refund is late.\n', inserted)).toEqual({ text: 'Your refund is late.' })
    expect(replyOf('Hello', undefined)).toEqual({ text: 'Hello' })
  })
})
