import { describe, expect, it } from '@jest/globals'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { Customer } from './bot-api/index.js'
import { Play } from './play.js'

const opened = openedByEachTest()

describe('Updates in parallel', () => {
  it('ten first messages of one customer are one ticket with ten messages in order', async () => {
    const play = await Play.start(opened, { way: 'webhook' })
    await eventually('the webhook', () => play.api.updates.webhook)
    const customer = new Customer(play.api)
    const texts = Array.from({ length: 10 }, (_, n) => `Message ${n}`)
    const updates = play.api.withheld(() => {
      for (const text of texts) customer.says(text)
    })
    const posted = await Promise.all(updates.map(update => play.api.updates.post(update)))
    expect(posted.map(({ status }) => status)).toEqual(updates.map(() => 200))
    const ticket = await play.ticket('has them all', each => each.message_count === 10)
    expect((await play.desk.thread(ticket.id)).map(({ text }) => text)).toEqual(texts)
    await eventually('one topic with a card', () => play.api.world.topics.size === 1)
    expect(await play.desk.tickets()).toHaveLength(1)
  })

  it('one update fifty times over is one message, and fifty times 200', async () => {
    const play = await Play.start(opened, { way: 'webhook' })
    await eventually('the webhook', () => play.api.updates.webhook)
    const customer = new Customer(play.api)
    const [update] = play.api.withheld(() => customer.says('Once'))
    if (!update) throw new Error('nothing was said')
    const fifty = Array.from({ length: 50 }, () => play.api.updates.post(update))
    expect((await Promise.all(fifty)).every(({ status }) => status === 200)).toBe(true)
    const ticket = await play.ticket('is there', each => each.topic !== null)
    await play.shown(ticket.topic?.thread_id ?? 0, 'Once')
    expect(await play.desk.thread(ticket.id)).toHaveLength(1)
    expect(await play.api.updates.post(update)).toMatchObject({ status: 200 })
  })

  it('takes any update with the secret, and none without', async () => {
    const play = await Play.start(opened, { way: 'webhook' })
    const hook = await eventually('the webhook', () => play.api.updates.webhook)
    const post = async (body: string, headers: Record<string, string>, url = hook.url) => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body
      })
      await answer.arrayBuffer()
      return answer.status
    }
    const secret = { 'x-telegram-bot-api-secret-token': hook.secret }
    const strange = JSON.stringify({ update_id: 77, something_of_next_year: { a: 1 } })
    expect(await post(strange, secret)).toBe(200)
    expect(await post(strange, {})).toBe(401)
    expect(await post(strange, { 'x-telegram-bot-api-secret-token': 'wrong' })).toBe(401)
    expect(await post('[1, 2]', secret)).toBe(400)
    expect(await post('{"update_id":', secret)).toBe(400)
    expect(await post('{}', secret)).toBe(400)
    const large = JSON.stringify({ update_id: 78, text: 'x'.repeat(1_100_000) })
    expect(await post(large, secret)).toBe(413)
    const unknown = hook.url.replace(String(play.api.world.bot.id), '42')
    expect(await post(strange, secret, unknown)).toBe(404)
    const half = JSON.stringify({ update_id: 79, message: { text: 'x'.repeat(900_000) } })
    expect(await post(half, secret)).toBe(200)
  })
})
