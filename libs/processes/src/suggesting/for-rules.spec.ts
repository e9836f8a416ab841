import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { PublishSetting } from '#application'
import { type SettingKindName, settingDecider, settingStream } from '#domain'
import { commandIdFor, type JsonObject } from '#kernel'
import { openScene, type Scene } from '../intake/testing/scene.js'
import { anna, text } from '../intake/testing/updates.js'
import { createSuggesting } from './suggesting.js'

let scene: Scene
let asked: (readonly string[])[]
let isBuilt: boolean
beforeEach(async () => {
  scene = await openScene()
  asked = []
  isBuilt = true
  for (const id of ['refund', 'bank']) await publish('article', id, { title: id, summary: `About ${id}` })
  await publish('article', 'secret', { title: 'secret', audience: 'agents' })
})
afterEach(() => scene.close())

let count = 0
const contextOfTest = () => ({
  ...{ commandId: commandIdFor('publish', count++), causationId: 'test', correlationId: 'test' },
  actor: 'process:test' as const
})
async function publish(kind: SettingKindName, id: string, body: JsonObject): Promise<void> {
  const done = await scene.desk.commands.execute(new PublishSetting(kind, id, body, contextOfTest()))
  expect(done.ok).toBe(true)
}
const suggest = async (words: readonly string[]) => {
  asked.push(words)
  if (!isBuilt) return undefined
  return ['secret', 'refund', 'bank'].filter(id => words.join(' ').includes(id)).map(id => ({ id, score: 1 }))
}
const rule = (action: JsonObject) =>
  publish('rule', 'look', { name: 'Look', on: ['ticket_opened'], then: [{ suggest_articles: action }] })
const writes = (words: string) => scene.desk.receive(scene.updates.fromCustomer(anna, text(words)))

/** What rules want, twice over. */
async function follow(): Promise<void> {
  const suggesting = createSuggesting({ ...scene.desk, suggest })
  for (const _ of [1, 2])
    for (const event of await scene.desk.events('ticket-'))
      if (event.type === 'RuleApplied' && suggesting.sequenceOf(event) !== undefined)
        await suggesting.handle(event, { signal: new AbortController().signal, hold: () => () => {} })
}
const told = async (...types: readonly string[]) =>
  (await scene.desk.events('ticket-')).filter(({ type }) => types.includes(type))

describe('Articles that a rule wants looked for', () => {
  it('are shown to the team, the best of them', async () => {
    await rule({ query: 'refund bank', to: 'agent', max: 1 })
    await writes('Hello')
    await follow()
    expect(asked[0]).toEqual(['refund bank'])
    expect((await told('ArticleSuggested')).map(({ data }) => data['ids'])).toEqual([['refund']])
    expect(await told('ReplyRequested', 'RuleLapsed')).toEqual([])
  })

  it('are sent to the customer, each once, by the desk, and none that is for agents', async () => {
    await rule({ to: 'customer' })
    await writes('The secret of a refund, and the bank')
    await follow()
    expect((await told('ArticleSent')).map(({ data }) => data['article'])).toEqual(['refund', 'bank'])
    const [reply] = await told('ReplyRequested')
    expect(reply?.data['agentId']).toBeNull()
    expect(reply && (await scene.desk.opened(reply))).toMatchObject({ text: 'refund\n\nAbout refund' })
    expect(await told('TicketAssigned')).toEqual([])
  })

  it('are not sent where nothing would be seen of them', async () => {
    const body = { title: '\u200b', summary: '', body: '', url: null, audience: 'customers' }
    const command = { type: 'PublishSetting', kind: 'article', id: 'refund', body } as const
    const stream = settingStream('article', 'refund')
    await scene.desk.desk.runner.run(settingDecider, stream, command, contextOfTest())
    await rule({ query: 'refund', to: 'customer' })
    await writes('Hello')
    await follow()
    expect(await told('ReplyRequested')).toEqual([])
    expect((await told('RuleLapsed')).map(({ data }) => data['because'])).toEqual(['no_article'])
  })

  it.each([
    ['no_article', { query: 'nothing', to: 'agent' }, true],
    ['no_article', { query: 'secret', to: 'customer' }, true],
    ['index_not_ready', { query: 'refund', to: 'customer' }, false]
  ])('are missed on record, once: %s', async (because, action, built) => {
    isBuilt = built
    await rule(action)
    await writes('Hello')
    await follow()
    expect((await told('RuleLapsed')).map(({ data }) => data['because'])).toEqual([because])
  })
})
