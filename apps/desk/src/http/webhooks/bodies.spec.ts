import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { HooksScene } from './testing-scene.js'

const texts = [
  ['x', 500],
  ['я', 1000],
  ['漢', 2000],
  ['👋', 2048],
  ['"\\\n', 1365],
  ['y', 4096]
] as const

describe('The messages of a webhook', () => {
  let scene: HooksScene
  beforeEach(async () => {
    scene = await HooksScene.start()
  })
  afterEach(() => scene.stop())

  it('are whole, also those of 500, 1000, 2000 and 4096 characters in any script', async () => {
    const { api, receiver } = scene
    await scene.active({ events: ['ticket.message_added'], personal: true })
    const written = texts.map(([letter, times]) => letter.repeat(times))
    for (const text of written) await api.customerWrites(1, text)
    await receiver.has(written.length)
    const { data } = receiver.told.at(-1)?.body ?? {}
    expect(data.messages.map(({ text }: { text: string }) => text)).toEqual(written)
    expect(data.messages_truncated).toBe(false)
  })

  it('lack the oldest of a thread that is too long, say so, and where all of them are', async () => {
    const { api, receiver } = scene
    const count = 70
    for (let n = 0; n < count; n++) await api.customerWrites(1, `${n} ${'я'.repeat(4000)}`)
    await scene.active({ events: ['ticket.message_added'], personal: true })
    const ticket = await api.customerWrites(1, 'the last one')
    await receiver.has(1)
    const [{ text, body } = { text: '', body: undefined }] = receiver.told
    const { data } = body
    const shown: number = data.messages.length
    expect([Buffer.byteLength(text) <= 256 * 1024, data.messages_truncated]).toEqual([true, true])
    // One more would not have had room.
    expect(Buffer.byteLength(text) + Buffer.byteLength(JSON.stringify(data.messages[0]))).toBeGreaterThan(
      256 * 1024
    )
    const path = `/api/v1/tickets/tkt_${ticket}/thread`
    const thread = await api.get(`${path}?limit=100`)
    expect(data.messages_url).toBe(`https://desk.example${path}`)
    expect(thread.body.data).toHaveLength(count + 1)
    expect(data.messages).toEqual(thread.body.data.slice(-shown))
  })
})
