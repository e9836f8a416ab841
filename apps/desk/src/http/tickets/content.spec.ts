import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ContentPersonal } from '#application'
import { conceal } from '#privacy'
import { startTestApi, type TestApi } from '../testing.js'

const contents: [ContentPersonal, string][] = [
  [
    { type: 'contact', phone_number: '+49 30 1234', first_name: 'Ada', last_name: 'L', user_id: 7 },
    '📇 Ada L, +49 30 1234'
  ],
  [{ type: 'location', latitude: 52.520008, longitude: -13.4 }, '📍 52.520008, -13.4'],
  [
    { type: 'venue', latitude: 1, longitude: 2, title: 'Café', address: 'Street 1' },
    '📍 Café, Street 1, 1, 2'
  ],
  [{ type: 'poll', question: 'When?', options: ['Now', 'Never'] }, '📊 When?\n○ Now\n○ Never'],
  [
    {
      type: 'checklist',
      title: 'To do',
      tasks: [
        { text: 'One', done: true },
        { text: 'Two', done: false }
      ]
    },
    '📋 To do\n☑ One\n☐ Two'
  ],
  [{ type: 'dice', emoji: '🎯', value: 6 }, '🎯 6'],
  [{ type: 'paid_media', star_count: 5, media: [] }, '⭐ 5']
]

describe('what a message of the thread holds', () => {
  let api: TestApi
  let user = 1
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  const shown = async (holds: Parameters<TestApi['customerWrites']>[2]) => {
    const ticket = await api.customerWrites(user++, '', holds)
    const { body } = await api.get(`/api/v1/tickets/tkt_${ticket}/thread`)
    return body.data[0]
  }

  it.each(contents)('%j is in its fields, and as a line of text', async (content, line) => {
    expect(await shown({ holds: { text: null, content } })).toMatchObject({
      text: line,
      content: { ...content, text: line },
      file: null
    })
  })

  it('a caption is the text; a file has its type', async () => {
    const file = { file_id: 'secret', name: 'a.pdf', mime_type: 'application/pdf', size: 7 }
    const { text, content, file: seen } = await shown({ holds: { text: 'see', file } })
    expect([text, content]).toEqual(['see', null])
    expect(seen).toEqual({ name: 'a.pdf', mime_type: 'application/pdf', size: 7 })
  })

  it('a reply that was edited says what the customer has: an edit that failed is only among the edits', async () => {
    const ticket = await api.customerWrites(user++, 'Help')
    const path = `/api/v1/tickets/tkt_${ticket}`
    const asked = await api.post(`${path}/replies`, { text: 'Helo' })
    const messageId = asked.body.message_id.slice(4)
    const said = (text: string) => conceal({ text, entities: null, file: null, forwarded_from: null })
    const edit = { type: 'EditReply', messageId, agentId: null, sentAt: 0 } as const
    await api.act(ticket, { ...edit, kind: 'text', digest: '1', personal: said('Hello') })
    await api.act(ticket, { ...edit, kind: 'text', digest: '2', personal: said('Good-bye') })
    const failed = { messageId, version: 2, reason: 'too_old', code: 400 } as const
    await api.act(ticket, { type: 'FailReplyEdit', ...failed })
    const { body } = await api.get(`${path}/thread`)
    expect(body.data[1]).toMatchObject({
      text: 'Hello',
      edits: [
        { version: 1, previous_text: 'Helo', text: 'Hello', failed: null },
        { version: 2, previous_text: 'Hello', text: 'Good-bye', failed: 'too_old' }
      ]
    })
  })

  it('what was recorded before contents were is shown as it was', async () => {
    expect(await shown({ holds: { text: null } })).toMatchObject({ text: null, content: null, file: null })
  })
})
