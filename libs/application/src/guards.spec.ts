import { describe, expect, it } from '@jest/globals'
import type { Actor, TicketCommand } from '#domain'
import { type AgentId, agentIdFor, commandIdFor, messageIdFor, type QueueId, type SubjectId } from '#kernel'
import { conceal } from '#privacy'
import { ActOnTicket, ActOnTicketHandler } from './commands/act-on-ticket.js'
import { PublishSetting, PublishSettingHandler } from './commands/publish-setting.js'
import { RemoveAgent, RemoveAgentHandler } from './commands/remove-agent.js'
import { RetireSetting, RetireSettingHandler } from './commands/retire-setting.js'
import { SeeAgent, SeeAgentHandler } from './commands/see-agent.js'
import { firstStart } from './first-start.js'
import { contextOf, testDesk } from './testing/test-desk.js'
import { testReads } from './testing/test-reads.js'
import { openTicket } from './testing/ticket.js'

const nobody = agentIdFor('nobody' as SubjectId)
const messageId = messageIdFor(commandIdFor('a message'))
const written = {
  messageId,
  source: { kind: 'api' },
  kind: 'text',
  sentAt: 2_000,
  personal: conceal({ text: 'hi' })
} as const

/** Everything that names an agent. */
const naming: readonly (readonly [string, (agentId: AgentId) => TicketCommand])[] = [
  ['an assignment', agentId => ({ type: 'AssignTicket', agentId })],
  ['a claim', agentId => ({ type: 'ClaimTicket', agentId })],
  ['a reply', agentId => ({ type: 'RequestReply', ...written, agentId, mediaGroup: null, now: 2_000 })],
  ['a note', agentId => ({ type: 'AddNote', ...written, agentId })]
]

async function scene() {
  const desk = testDesk()
  await firstStart(desk)
  const { ticket, runTicket } = await openTicket(desk)
  let commands = 0
  return {
    desk,
    runTicket,
    act: (command: TicketCommand, actor: Actor = 'key:key_admin', cause = `act ${++commands}`) =>
      new ActOnTicketHandler(desk).execute(new ActOnTicket(ticket.id, command, contextOf(cause, { actor }))),
    async agent(user: number) {
      const subjectId = await desk.vault.subjectFor(user)
      const profile = { user_id: user, display_name: `Agent ${user}`, username: null }
      const see = new SeeAgent(subjectId, profile, contextOf(`see ${user}`))
      const seen = await new SeeAgentHandler(desk).execute(see)
      if (!seen.ok) throw new Error(seen.reason)
      return seen.value.agentId
    },
    remove: (id: AgentId) =>
      new RemoveAgentHandler(desk).execute(new RemoveAgent(id, contextOf(`remove ${id}`))),
    publish: (id: string) =>
      new PublishSettingHandler(desk).execute(
        new PublishSetting('queue', id, { name: id }, contextOf(`publish ${id}`))
      ),
    async retire(id: string) {
      const views = await testReads(desk)
      const retire = new RetireSetting('queue', id, contextOf(`retire ${id}`))
      const done = await new RetireSettingHandler(desk, views.reads).execute(retire)
      await views.stop()
      return done
    }
  }
}

describe('an agent who is named', () => {
  it.each(naming)('in %s must be one, and not be removed, whoever asks', async (_, command) => {
    const { act, agent, remove } = await scene()
    expect(await act(command(nobody))).toMatchObject({ ok: false, reason: 'agent_unknown' })
    const ann = await agent(7)
    await remove(ann)
    expect(await act(command(ann))).toMatchObject({ ok: false, reason: 'agent_unknown' })
    const bob = await agent(8)
    expect(await act(command(ann), `agent:${bob}`)).toMatchObject({ ok: false, reason: 'agent_unknown' })
    expect(await act(command(bob))).toMatchObject({ ok: true })
  })

  it('is not asked for once the command is done: the first answer again', async () => {
    const { act, agent, remove } = await scene()
    const ann = await agent(7)
    const assign: TicketCommand = { type: 'AssignTicket', agentId: ann }
    const first = await act(assign, 'key:key_admin', 'once')
    await remove(ann)
    const again = await act(assign, 'key:key_admin', 'once')
    expect(again).toMatchObject({ ok: true, value: { repeated: true } })
    expect(again.ok && again.value.events).toEqual(first.ok && first.value.events)
  })

  it('stays the assignee when removed: what holds already is no news', async () => {
    const { act, agent, remove } = await scene()
    const ann = await agent(7)
    await act({ type: 'AssignTicket', agentId: ann })
    await remove(ann)
    expect(await act({ type: 'AssignTicket', agentId: ann })).toMatchObject({
      ok: true,
      value: { events: [] }
    })
  })
})

describe('a queue', () => {
  it('takes tickets while it is in use', async () => {
    const { act, publish, retire } = await scene()
    const transfer: TicketCommand = { type: 'TransferTicket', queueId: 'billing' as QueueId }
    expect(await act(transfer)).toMatchObject({ ok: false, reason: 'queue_unknown' })
    await publish('billing')
    await retire('billing')
    expect(await act(transfer)).toMatchObject({ ok: false, reason: 'queue_unknown' })
    await publish('sales')
    expect(await act({ type: 'TransferTicket', queueId: 'sales' as QueueId })).toMatchObject({ ok: true })
  })

  it('of a closed ticket is not looked at: the ticket refuses first', async () => {
    const { act, runTicket } = await scene()
    await runTicket('close', { type: 'CloseTicket', cause: 'api', now: 3_000 })
    const transfer: TicketCommand = { type: 'TransferTicket', queueId: 'nowhere' as QueueId }
    expect(await act(transfer)).toMatchObject({ ok: false, reason: 'ticket_closed' })
  })
})
