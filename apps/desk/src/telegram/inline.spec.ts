import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { RemoveAgent } from '#application'
import { commandIdFor, type JsonObject } from '#kernel'
import { silentLogger } from '#observability'
import type { Search } from '#search'
import { startTestApi, type TestApi } from '../http/testing.js'
import { inlineAnswers } from './inline.js'

const bob = 7
let api: TestApi
beforeEach(async () => {
  api = await startTestApi()
  await api.agent(bob, 'Bob')
  await publish('late', {
    en: 'Dear <b>{{customer.first_name | default: "you"}}</b>, it is late',
    ru: 'Опоздало'
  })
  await publish('refund', { en: 'Your money comes' })
  await publish('secret', { en: 'Late, and why' }, { audience: 'agents' })
})
afterEach(() => api.stop())

const publish = async (shortcode: string, texts: object, more: object = {}) => {
  const body = { shortcode, name: `The ${shortcode}`, texts, ...more }
  expect((await api.send('PUT', `/api/v1/templates/${shortcode}`, { body })).status).toBe(201)
}

/** What Telegram is told. */
async function ask(userId: number, words: string, search: Search = api.deps.search): Promise<JsonObject> {
  await api.deps.search.reached(await api.deps.reads.log.head(), 10_000)
  return new Promise((resolve, reject) => {
    const call = async (method: string, params: object) => {
      if (method !== 'answerInlineQuery') reject(new Error(method))
      resolve(params as JsonObject)
      return { kind: 'ok' as const, result: true as never }
    }
    inlineAnswers({ desk: api.desk, search, client: { call }, logger: silentLogger })({
      id: 'q1',
      userId,
      words
    })
  })
}
const titles = ({ results }: JsonObject) => (results as readonly JsonObject[]).map(({ title }) => title)

describe('What an agent types after the name of the bot', () => {
  it('is answered with templates for customers, as they are written, for this agent alone', async () => {
    const answer = await ask(bob, 'late')
    expect(answer).toMatchObject({ inline_query_id: 'q1', cache_time: 0, is_personal: true })
    expect(answer['results']).toEqual([
      {
        type: 'article',
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        title: 'The late · en',
        description: 'Dear {{customer.first_name | default: "you"}}, it is late',
        input_message_content: {
          message_text: 'Dear {{customer.first_name | default: "you"}}, it is late',
          entities: [{ type: 'bold', offset: 5, length: 40 }]
        }
      },
      expect.objectContaining({ title: 'The late · ru' })
    ])
  })

  it('is answered with the most used where nothing is typed, and with nothing where nothing has the words', async () => {
    expect(titles(await ask(bob, ' '))).toEqual(['The late · en', 'The late · ru', 'The refund'])
    expect(titles(await ask(bob, 'xylophone'))).toEqual([])
  })

  it('is answered as of the last publication, and without what is retired', async () => {
    await api.send('PUT', '/api/v1/templates/refund', {
      body: { shortcode: 'refund', name: 'Refund', texts: { en: 'Other words' } }
    })
    await api.send('DELETE', '/api/v1/templates/late')
    expect(titles(await ask(bob, ''))).toEqual(['Refund'])
  })

  it('is answered with the command that sends it where a template carries a file, or is longer than a message', async () => {
    const media = { kind: 'photo', file_id: 'label' }
    await publish('label', { en: 'The  label', ru: 'Этикетка' }, { media })
    await publish('terms', { en: 'short', ru: 'x'.repeat(4097) })
    const { results } = await ask(bob, '')
    const offered = (results as readonly JsonObject[]).filter(({ title }) =>
      /label|terms/.test(String(title))
    )
    expect(offered).toEqual([
      {
        ...{ type: 'article', id: expect.stringMatching(/^[0-9a-f]{32}$/), title: 'The label' },
        ...{ description: '📎 photo · The label', input_message_content: { message_text: '/t label' } }
      },
      expect.objectContaining({
        ...{ title: 'The terms', description: 'short', input_message_content: { message_text: '/t terms' } }
      })
    ])
  })

  it('gives nothing to strangers, to customers and to who is no agent any more', async () => {
    await api.customerWrites(1, 'Hello')
    expect([titles(await ask(1, '')), titles(await ask(999, 'late'))]).toEqual([[], []])
    const agentId = await api.agent(8, 'Carl')
    const context = { commandId: commandIdFor('remove'), causationId: 't', correlationId: 't' }
    await api.commands.execute(new RemoveAgent(agentId, { ...context, actor: 'key:key_admin' }))
    expect(titles(await ask(8, 'late'))).toEqual([])
  })

  it('is answered with nothing while the index is built', async () => {
    expect(titles(await ask(bob, 'late', { ...api.deps.search, isCurrent: () => false }))).toEqual([])
  })
})
