import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { HooksScene } from './testing-scene.js'

const most = 256 * 1024
const texts = [500, 1000, 2000, 4096].flatMap(length => ['x', 'ж', '"'].map(char => char.repeat(length)))

describe('The body of a webhook', () => {
  let scene: HooksScene
  beforeAll(async () => {
    scene = await HooksScene.start()
    await scene.active({ events: ['ticket.message_added'], personal: true })
  })
  afterAll(() => scene.stop())

  const saidBy = (user: number) =>
    scene.receiver.told.filter(({ body }) => body.data.ticket.source === `${user}`)
  const sizeOf = (text: string) => Buffer.byteLength(text)

  it('has texts of 500, 1000, 2000 and 4096 characters whole, and the whole thread', async () => {
    for (const text of texts) await scene.api.customerWrites(1, text, { source: '1' })
    await scene.receiver.until(() => saidBy(1).length === texts.length)
    for (const [index, { body, text }] of saidBy(1).entries()) {
      const said = body.data.messages.map((message: { text: string }) => message.text)
      expect(said).toEqual(texts.slice(0, index + 1))
      expect(body.data.messages_truncated).toBe(false)
      expect(sizeOf(text)).toBeLessThanOrEqual(most)
    }
  })

  it('leaves the oldest messages out where it would have more than 256 KiB, says so, and where all of them are', async () => {
    const { api, receiver } = scene
    const all = Array.from({ length: 40 }, (_, n) => `${n} ${'ж'.repeat(4090)}`)
    let ticket = ''
    for (const text of all) ticket = await api.customerWrites(2, text, { source: '2' })
    await receiver.until(() => saidBy(2).length === all.length)
    const cuts = saidBy(2).map(({ body, text }, index) => {
      const { messages, messages_truncated, messages_url } = body.data
      const said = messages.map((message: { text: string }) => message.text)
      // The newest, without a gap.
      expect(said).toEqual(all.slice(0, index + 1).slice(-said.length))
      expect(messages_truncated).toBe(said.length < index + 1)
      expect(sizeOf(text)).toBeLessThanOrEqual(most)
      expect(messages_url).toBe(`/api/v1/tickets/tkt_${ticket}/thread`)
      // No more than needs be.
      if (messages_truncated) expect(sizeOf(text) + sizeOf(all[0] ?? '') + 1000).toBeGreaterThan(most)
      return messages_truncated
    })
    expect([cuts[0], cuts.at(-1)]).toEqual([false, true])
    const { body: thread } = await api.get(`${saidBy(2).at(-1)?.body.data.messages_url}?limit=100`)
    expect(thread.data.map((message: { text: string }) => message.text)).toEqual(all)
  })
})
