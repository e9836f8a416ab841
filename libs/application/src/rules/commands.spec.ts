import { beforeEach, describe, expect, it } from '@jest/globals'
import { type AgentId, agentIdText, type JsonObject, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import { type RulesScene, rulesScene } from '../testing/rules.js'

let scene: RulesScene
let bob: AgentId
beforeEach(async () => {
  scene = await rulesScene()
  bob = await scene.agent('Bob')
})

const link = { on: ['command'], command: 'pay_link', then: [{ add_tags: ['paid'] }] }
const type = (ticketId: TicketId, name: string, args = '', cause?: string) =>
  scene.act(
    ticketId,
    {
      ...{ type: 'GiveCommand', name, agentId: bob, via: { kind: 'api' } },
      personal: conceal({ arguments: args })
    },
    cause === undefined ? {} : { cause }
  )
const wrong = async (rule: JsonObject) => {
  const done = await scene.try('rule', 'link', { name: 'Link', ...link, ...rule })
  return 'problems' in done ? done.problems.map(({ pointer, code }) => `${pointer} ${code}`) : []
}

describe('A rule on command', () => {
  it('acts on its own command, each time that it is typed, and on no other', async () => {
    await scene.rule('link', { ...link, then: [{ add_tags: ['paid'] }] })
    await scene.rule('other', { ...link, command: 'refund' })
    const ticketId = await scene.write('hi')
    await type(ticketId, 'pay_link', '50')
    await scene.act(ticketId, { type: 'ChangeTags', add: [], remove: ['paid'] })
    await type(ticketId, 'pay_link', '60')
    expect(await scene.applied(ticketId)).toEqual(['link', 'link'])
  })

  it('acts once for one command, however often it comes', async () => {
    await scene.rule('link', link)
    const ticketId = await scene.write('hi')
    for (const _ of [1, 2]) await type(ticketId, 'pay_link', '50', 'one update')
    expect(await scene.applied(ticketId)).toEqual(['link'])
    expect(await scene.told(ticketId, 'CommandGiven')).toHaveLength(1)
  })

  it('acts once for a ticket where it says so', async () => {
    await scene.rule('link', { ...link, once: 'ticket', then: [{ add_tags: ['paid'] }] })
    const ticketId = await scene.write('hi')
    await type(ticketId, 'pay_link')
    await scene.act(ticketId, { type: 'ChangeTags', add: [], remove: ['paid'] })
    await type(ticketId, 'pay_link')
    expect(await scene.applied(ticketId)).toEqual(['link'])
  })

  it('looks at what follows the name as at a text, and keeps it sealed', async () => {
    await scene.rule('link', { ...link, if: { all: [{ field: 'text', op: 'matches', value: '^[0-9]+$' }] } })
    const ticketId = await scene.write('hi')
    await type(ticketId, 'pay_link', 'fifty')
    expect(await scene.applied(ticketId)).toEqual([])
    await type(ticketId, 'pay_link', '50')
    const [applied] = await scene.told(ticketId, 'RuleApplied')
    expect(applied?.data).toMatchObject({ on: 'command', command: { name: 'pay_link', agentId: bob } })
    expect(JSON.stringify(await scene.told(ticketId))).not.toMatch(/fifty|"50"/)
  })

  it('names a command that is not one of the desk, and only where it answers one', async () => {
    expect(await wrong({ command: 'claim' })).toEqual(['/command taken'])
    expect(await wrong({ command: 'Pay link' })).toEqual(['/command invalid'])
    expect(await wrong({ command: null })).toEqual(['/command invalid'])
    expect(await wrong({ on: ['ticket_opened'] })).toEqual(['/command invalid'])
    expect(await wrong({ after: { s: 60 } })).toEqual(['/after invalid'])
    expect(await wrong({})).toEqual([])
  })

  it('is offered while it is on, each command once', async () => {
    await scene.rule('link', { ...link, name: 'Payment link', position: 1 })
    await scene.rule('again', { ...link, position: 2 })
    await scene.rule('off', { ...link, command: 'refund', enabled: false })
    expect(scene.desk.rules.commands()).toEqual([{ name: 'pay_link', title: 'Payment link' }])
  })
})

describe('A rule that tells an endpoint', () => {
  it('must name one that is there', async () => {
    const unknown = 'whk_5f0c9d0e-3c62-5f8b-9d53-3c0d8a8f7a11'
    expect(await wrong({ then: [{ webhook: { endpoint_id: unknown } }] })).toEqual([
      '/then/0/webhook/endpoint_id unknown_endpoint'
    ])
    expect(await wrong({ then: [{ webhook: { endpoint_id: agentIdText(bob) } }] })).toEqual([
      '/then/0/webhook/endpoint_id invalid'
    ])
  })
})
