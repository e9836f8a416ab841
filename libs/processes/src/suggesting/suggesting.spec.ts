import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnTicket, ForgetCustomer, PublishSetting } from '#application'
import type { RecordedEvent } from '#event-log'
import { commandIdFor, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import { openScene, type Scene } from '../intake/testing/scene.js'
import { anna, text } from '../intake/testing/updates.js'
import { createSuggesting } from './suggesting.js'

let scene: Scene
let asked: (readonly string[])[]
let isBuilt: boolean
let handled: number
beforeEach(async () => {
  scene = await openScene()
  asked = []
  isBuilt = true
  handled = 0
})
afterEach(() => scene.close())

/** Finds an article for each of these words. */
const suggest = async (words: readonly string[]) => {
  asked.push(words)
  if (!isBuilt) return undefined
  return ['refund', 'bank'].filter(id => words.join(' ').includes(id)).map(id => ({ id, score: 2.5 }))
}
const writes = (words: string) => scene.desk.receive(scene.updates.fromCustomer(anna, text(words)))

/** As the runner hands the log to it, from where it was. */
async function follow(): Promise<void> {
  const suggesting = createSuggesting({ ...scene.desk, suggest })
  const all = await scene.desk.events('')
  for (const event of all.slice(handled)) await handle(suggesting, event)
  handled = all.length
}
async function handle(suggesting: ReturnType<typeof createSuggesting>, event: RecordedEvent): Promise<void> {
  if (!suggesting.concerns?.(event.stream) || suggesting.sequenceOf(event) === undefined) return
  await suggesting.handle(event, { signal: new AbortController().signal, hold: () => () => {} })
}
const suggested = async () =>
  (await scene.desk.events('ticket-'))
    .filter(({ type }) => type === 'ArticleSuggested')
    .map(({ data }) => data['ids'])
const ticket = async () => (await scene.desk.events('ticket-'))[0]?.data['ticketId'] as TicketId
let count = 0
const context = () => ({
  ...{ commandId: commandIdFor('suggesting', count++), causationId: 'test', correlationId: 'test' },
  actor: 'process:test' as const
})

describe('what a ticket may be about', () => {
  it('is said when the customer writes, and again only when it is something else', async () => {
    await writes('My refund is late')
    await follow()
    await writes('Hello?')
    await follow()
    expect(await suggested()).toEqual([['refund']])
    await writes('The bank has nothing')
    await follow()
    expect(await suggested()).toEqual([['refund'], ['refund', 'bank']])
  })

  it('comes from the title too, and not from what agents write', async () => {
    await writes('Hello')
    const note = {
      type: 'AddNote' as const,
      messageId: 'n' as never,
      agentId: null,
      source: { kind: 'api' as const }
    }
    const said = { kind: 'text' as const, sentAt: scene.desk.clock.now() }
    const personal = conceal({ text: 'about a refund', entities: null, file: null, forwarded_from: null })
    const id = await ticket()
    await scene.desk.commands.execute(new ActOnTicket(id, { ...note, ...said, personal }, context()))
    await follow()
    expect(await suggested()).toEqual([])
    const title = { type: 'ChangeTitle' as const, digest: 'd', personal: conceal({ title: 'A refund' }) }
    await scene.desk.commands.execute(new ActOnTicket(id, title, context()))
    await follow()
    expect(await suggested()).toEqual([['refund']])
  })

  it('comes from its fields, and from a message as it is after an edit', async () => {
    await scene.desk.receive(scene.updates.fromCustomer(anna, text('Hello'), 55))
    await follow()
    const field = new PublishSetting('ticket_field', 'reason', { name: 'Reason', type: 'text' }, context())
    expect((await scene.desk.commands.execute(field)).ok).toBe(true)
    const values = { reason: 'a refund' }
    const fields = {
      type: 'ChangeFields' as const,
      changes: [{ field: 'reason', digest: 'd', chosen: null }],
      personal: conceal({ values })
    }
    await scene.desk.commands.execute(new ActOnTicket(await ticket(), fields, context()))
    await follow()
    expect(await suggested()).toEqual([['refund']])
    await scene.desk.receive(scene.updates.customerEdits(anna, 55, { text: 'The bank' }))
    await follow()
    expect(await suggested()).toEqual([['refund'], ['refund', 'bank']])
  })

  it('is asked for by nothing that leaves its words as they are', async () => {
    await writes('My refund is late')
    await follow()
    const id = await ticket()
    const act = (command: ConstructorParameters<typeof ActOnTicket>[1]) =>
      scene.desk.commands.execute(new ActOnTicket(id, command, context()))
    await act({ type: 'ChangeTags', add: ['bank'], remove: [] })
    await act({ type: 'ChangePriority', priority: 'urgent' })
    await act({ type: 'ResolveTicket', cause: 'command', now: scene.desk.clock.now() })
    await follow()
    expect(asked).toHaveLength(1)
  })

  it('is said once when it is handled again after a kill', async () => {
    await writes('My refund is late')
    await follow()
    handled = 0
    await follow()
    expect(await suggested()).toEqual([['refund']])
  })

  it('is let be while the index is built, for tickets of long ago, and after many messages', async () => {
    isBuilt = false
    await writes('My refund is late')
    await follow()
    expect([await suggested(), asked.length]).toEqual([[], 1])
    isBuilt = true
    for (let n = 0; n < 19; n++) await writes(`word ${n}`)
    await scene.desk.clock.advance(3_600_001)
    await follow()
    expect(asked).toHaveLength(1)
    await writes('the bank, at last')
    await follow()
    expect(asked).toHaveLength(1)
  })

  it('is nothing any more once the customer is forgotten', async () => {
    await writes('My refund is late')
    const opened = (await scene.desk.events('ticket-'))[0]
    const subjectId = opened?.meta.subjectId as never
    const why = { code: 'request' as const, case: null }
    await scene.desk.commands.execute(new ForgetCustomer(subjectId, why, context()))
    await follow()
    expect(asked.flat().join('')).not.toContain('refund')
    expect(await suggested()).toEqual([])
  })
})
