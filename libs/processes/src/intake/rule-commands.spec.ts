import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { PublishSetting } from '#application'
import { commandIdFor, type JsonObject } from '#kernel'
import { openScene, type Scene, topic } from './testing/scene.js'
import { alice, anna, text } from './testing/updates.js'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
  await scene.openTicket()
  await publish({ then: [{ add_tags: ['paid'] }] })
})
afterEach(() => scene.close())

async function publish(rule: JsonObject) {
  const context = {
    commandId: commandIdFor('rule', JSON.stringify(rule)),
    ...{ causationId: 'r', correlationId: 'r', actor: 'key:key_admin' as const }
  }
  const body = { name: 'Payment link', on: ['command'], command: 'pay_link', ...rule }
  const done = await scene.desk.commands.execute(new PublishSetting('rule', 'link', body, context))
  expect(done.ok).toBe(true)
}
const say = (words: string) => scene.receive(scene.updates.inTopic(alice, topic, text(words)))

describe('A command that rules answer', () => {
  it('is given to them with what follows it, sealed, and is no reply', async () => {
    await say('/pay_link 50 euros')
    expect(await scene.types()).toEqual(['CommandGiven', 'RuleApplied', 'TagsChanged'])
    const [given] = await scene.since()
    expect(given?.data).toMatchObject({ name: 'pay_link', via: { kind: 'message' } })
    expect(JSON.stringify(given?.data)).not.toContain('euros')
    expect(given && (await scene.desk.opened(given))).toEqual({ arguments: '50 euros' })
  })

  it('is told about where no rule that answers it fits', async () => {
    await publish({
      then: [{ add_tags: ['paid'] }],
      if: { all: [{ field: 'tags', op: 'has_any', value: ['x'] }] }
    })
    await say('/pay_link 50')
    expect(await scene.refusal()).toMatchObject({ command: 'pay_link', reason: 'no_rule_acted' })
  })

  it('is the nearest to one that is misspelled, and is none any more once its rule is off', async () => {
    await say('/pay_lnk 50')
    expect(await scene.refusal()).toMatchObject({
      reason: 'unknown_command',
      details: { nearest: 'pay_link' }
    })
    await publish({ then: [{ add_tags: ['paid'] }], enabled: false })
    await say('/pay_link 50')
    expect(await scene.refusal()).toMatchObject({ reason: 'unknown_command' })
    expect(await scene.types()).not.toContain('CommandGiven')
  })

  it('is a message like any other where a customer writes it', async () => {
    await scene.receive(scene.updates.fromCustomer(anna, text('/pay_link 50')))
    expect(await scene.types()).toEqual(['CustomerMessageReceived'])
  })
})
