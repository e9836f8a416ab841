import { beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnAgent, ActOnAgentHandler, ActOnTicket, ActOnTicketHandler } from '#application'
import { ticketStream } from '#domain'
import { agentIdText, type TicketId } from '#kernel'
import { type RulesScene, rulesScene } from '../../../application/src/testing/rules.js'
import { contextOf } from '../../../application/src/testing/test-desk.js'
import { createWanted } from './wanted.js'

let scene: RulesScene
beforeEach(async () => {
  scene = await rulesScene()
})

const opened = { on: ['ticket_opened'] }

/** The process at work on all that the ticket's stream holds. */
async function work(ticketId: TicketId): Promise<void> {
  const tickets = new ActOnTicketHandler(scene.desk)
  const wanted = createWanted({
    desk: scene.desk,
    commands: {
      async execute(command) {
        if (!(command instanceof ActOnTicket)) throw new Error('not expected')
        // The only command that is sent.
        return (await tickets.execute(command)) as never
      }
    }
  })
  const signal = new AbortController().signal
  for (const event of await scene.desk.stored(ticketStream(ticketId)))
    if (wanted.sequenceOf(event) !== undefined) await wanted.handle(event, { signal } as never)
}
const lapsed = async (ticketId: TicketId) =>
  (await scene.told(ticketId, 'RuleLapsed')).map(({ data }) => [data['rule'], data['because']])

describe('What a rule says', () => {
  const refund = { shortcode: 'refund', name: 'Refund', texts: { en: 'Hello {{customer.first_name}}' } }

  it('is a template, filled in, sent once by the desk; it moves nothing and starts no rule', async () => {
    await scene.publish('template', 'refund', refund)
    await scene.rule('hello', { ...opened, then: [{ reply_template: 'refund' }] })
    await scene.rule('replied', { on: ['agent_reply', 'status_changed'], then: [{ add_tags: ['x'] }] })
    const ticketId = await scene.write('hi')
    await work(ticketId)
    await work(ticketId)
    const told = await scene.told(
      ticketId,
      'ReplyRequested',
      'TemplateApplied',
      'TagsChanged',
      'TicketStatusChanged'
    )
    expect(told.map(({ type }) => type)).toEqual(['ReplyRequested', 'TemplateApplied'])
    expect(told[0]?.data).toMatchObject({ agentId: null })
    expect(told[1]?.data).toMatchObject({ template: 'refund', version: 0 })
    expect(await lapsed(ticketId)).toEqual([])
  })

  it('is a template with its picture', async () => {
    const media = { kind: 'photo', file_id: 'picture' }
    await scene.publish('template', 'refund', { ...refund, media })
    await scene.rule('hello', { ...opened, then: [{ reply_template: 'refund' }] })
    const ticketId = await scene.write('hi')
    await work(ticketId)
    const [reply] = (await scene.desk.stored(ticketStream(ticketId))).filter(
      ({ type }) => type === 'ReplyRequested'
    )
    expect(reply?.data).toMatchObject({ kind: 'photo' })
    const at = { stream: reply?.stream ?? '', eventId: reply?.id as never, type: 'ReplyRequested' }
    const { subjectId } = scene
    expect(
      reply?.personal && (await scene.desk.sealer.open({ ...at, subjectId }, reply.personal))
    ).toMatchObject({
      text: 'Hello Cleo',
      file: { file_id: 'picture' }
    })
  })

  it('is not said where a variable has no value, and that is put on record once', async () => {
    await scene.publish('template', 'titled', { ...refund, texts: { en: 'About {{ticket.title}}' } })
    await scene.rule('hello', { ...opened, then: [{ reply_template: 'titled' }] })
    const ticketId = await scene.write('hi')
    await work(ticketId)
    await work(ticketId)
    expect(await lapsed(ticketId)).toEqual([['hello', 'missing_value']])
    expect(await scene.told(ticketId, 'ReplyRequested')).toEqual([])
  })

  it('is not said where nothing would be seen of it, and that is put on record', async () => {
    await scene.publish('template', 'blank', { ...refund, texts: { en: '{{agent.name | default: " "}}' } })
    await scene.rule('hello', { ...opened, then: [{ reply_template: 'blank' }] })
    const ticketId = await scene.write('hi')
    await work(ticketId)
    expect(await lapsed(ticketId)).toEqual([['hello', 'nothing_to_send']])
    expect(await scene.told(ticketId, 'ReplyRequested')).toEqual([])
  })

  it('is a note in the append itself', async () => {
    await scene.rule('note', { ...opened, then: [{ note: 'Ask for the order number' }] })
    const ticketId = await scene.write('hi')
    const [note] = (await scene.desk.stored(ticketStream(ticketId))).filter(
      ({ type }) => type === 'NoteAdded'
    )
    const at = {
      stream: note?.stream ?? '',
      eventId: note?.id as never,
      type: 'NoteAdded',
      subjectId: scene.subjectId
    }
    expect(note?.personal && (await scene.desk.sealer.open(at, note.personal))).toMatchObject({
      text: 'Ask for the order number'
    })
  })
})

describe('Whom a rule wants to have a ticket', () => {
  it('gets it, with the slot held, and that starts no rule', async () => {
    const ann = await scene.agent('Ann')
    await scene.rule('vip', { ...opened, then: [{ assign_agent: agentIdText(ann) }] })
    await scene.rule('assigned', { on: ['assigned'], then: [{ add_tags: ['x'] }] })
    const ticketId = await scene.write('hi')
    await work(ticketId)
    await work(ticketId)
    expect(await scene.told(ticketId, 'TicketAssigned', 'TagsChanged')).toMatchObject([
      { type: 'TicketAssigned', data: { agentId: ann } }
    ])
  })

  it('does not get it while away, and that is put on record', async () => {
    const ann = await scene.agent('Ann')
    const away = {
      type: 'ChangeAvailability',
      to: 'away',
      until: null,
      cause: 'request',
      now: scene.desk.clock.now()
    } as const
    await new ActOnAgentHandler(scene.desk).execute(new ActOnAgent(ann, away, contextOf('away')))
    await scene.rule('vip', { ...opened, then: [{ assign_agent: agentIdText(ann) }] })
    const ticketId = await scene.write('hi')
    await work(ticketId)
    expect(await lapsed(ticketId)).toEqual([['vip', 'agent_away']])
    expect(await scene.told(ticketId, 'TicketAssigned')).toEqual([])
  })

  it('is known to the desk, or the rule is refused', async () => {
    const refused = async (agent: string) => {
      const done = await scene.try('rule', 'r', { name: 'r', ...opened, then: [{ assign_agent: agent }] })
      return !done.ok && 'problems' in done ? done.problems.map(({ pointer, code }) => [pointer, code]) : []
    }
    expect(await refused('agt_5f0c9d0e-3c62-5f8b-9d53-3c0d8a8f7a11')).toEqual([
      ['/then/0/assign_agent', 'unknown_agent']
    ])
    expect(await refused('ann')).toEqual([['/then/0/assign_agent', 'invalid']])
  })
})
