import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type FormCommand, formDecider, formStream } from '#domain'
import { messageIdFor, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import * as f from '../../../domain/src/testing/form.js'
import { Death } from './testing/death.js'
import { annasChat, group, Scene, World } from './testing/scene.js'
import { lost, refusal } from './testing/scripted-telegram.js'

const personal = conceal({ value: 'sealed' })

async function act(scene: Scene, ticketId: TicketId, command: FormCommand): Promise<void> {
  const subjectId = await scene.desk.vault.subjectFor(annasChat)
  const now = scene.world.clock.now()
  const asked = {
    ...command,
    ...('ticketId' in command && { ticketId }),
    ...('personal' in command && { personal }),
    now
  }
  const context = { ...scene.context(), subjectId }
  const done = await scene.desk.runner.run(formDecider, formStream(ticketId), asked, context)
  if (!done.ok) throw new Error(done.reason)
}

const writes = (step: number, id: number, fits = true): FormCommand => ({
  ...{ type: 'AnswerInWriting', step, telegramMessageId: id, now: 0 },
  read: fits ? { fits, chosen: null, personal } : { fits, rule: 'pattern', personal }
})

describe('A form in the private chat', () => {
  let world: World
  let scene: Scene
  let ticketId: TicketId
  beforeEach(async () => {
    world = new World()
    scene = await Scene.open(world)
    ticketId = (await scene.customerWrites('It is broken')).ticketId
    await scene.quiet()
  })
  afterEach(() => scene.stop())

  const toCustomer = () => world.telegram.texts(annasChat).map(String)
  const edits = () =>
    world.telegram.named('editMessageText').filter(({ params }) => params['chat_id'] === annasChat)
  const buttons = (params: { readonly [name: string]: unknown } | undefined) =>
    [...JSON.stringify(params?.['reply_markup']).matchAll(/"text":"([^"]*)","callback_data":"([^"]*)"/g)].map(
      ([, words, data = '']) => `${words}=${data.split(':').slice(2).join(':')}`
    )

  it('is one message, edited in place, with the buttons of each question', async () => {
    await act(scene, ticketId, f.start(f.kind, f.order, f.parts))
    await scene.quiet()
    const [asked, ...more] = world.telegram.calls.filter(({ params }) => params['text'] === 'kind?')
    expect(more).toEqual([])
    expect(buttons(asked?.params)).toEqual(['REFUND=1:o0', 'OTHER=1:o1', 'Talk to a person=1:p'])
    const id = asked && world.telegram.idOf(asked)
    expect(edits()).toEqual([])

    await act(scene, ticketId, f.presses(1, 'refund'))
    await scene.quiet()
    expect(edits().at(-1)?.params).toMatchObject({ message_id: id, text: 'order?' })
    expect(buttons(edits().at(-1)?.params)).toEqual(['‹ Back=2:b', 'Talk to a person=2:p'])

    await act(scene, ticketId, writes(2, 5000, false))
    await scene.quiet()
    expect(edits().at(-1)?.params['text']).toBe(
      '❗ This does not look right. We keep it as a message. Once more, please:\n\norder?'
    )
    await act(scene, ticketId, writes(2, 5001))
    await act(scene, ticketId, f.picks(3, 'b'))
    await scene.quiet()
    expect(buttons(edits().at(-1)?.params)).toEqual([
      ...['A=3:t0', '✅ B=3:f1', 'C=3:t2', 'Done=3:d'],
      ...['‹ Back=3:b', 'Skip=3:s', 'Talk to a person=3:p']
    ])
    await act(scene, ticketId, f.presses(3, 'b'))
    await scene.quiet()
    expect(edits().at(-1)?.params).toMatchObject({ message_id: id, text: 'Your answers have reached us.' })
    expect(buttons(edits().at(-1)?.params)).toEqual([])
    expect(new Set(edits().map(({ params }) => params['message_id']))).toEqual(new Set([id]))
  })

  it('says how it ended', async () => {
    await act(scene, ticketId, f.start(f.kind))
    await scene.quiet()
    await act(scene, ticketId, f.leave('person'))
    await scene.quiet()
    expect(edits().at(-1)?.params['text']).toBe('All right: write here, and a person answers.')
  })

  it('goes on in another message where the answer to the first was lost', async () => {
    world.telegram.answer(({ params }) => params['text'] === 'order?', lost)
    await act(scene, ticketId, f.start(f.order, f.question('note')))
    await scene.quiet()
    await act(scene, ticketId, writes(1, 5000))
    await scene.quiet()
    expect(toCustomer().filter(said => said === 'order?' || said === 'note?')).toEqual(['order?', 'note?'])
    await act(scene, ticketId, writes(2, 5001))
    await scene.quiet()
    expect(edits().at(-1)?.params['text']).toBe('Your answers have reached us.')
  })

  it('ends where its question can not be sent', async () => {
    world.telegram.answer(
      ({ params }) => params['text'] === 'order?',
      refusal(403, 'Forbidden: bot was blocked by the user')
    )
    await act(scene, ticketId, f.start(f.order))
    await scene.quiet()
    expect(scene.types('form-run-')).toEqual(['FormStarted', 'FormAbandoned'])
  })

  it('tells the team what was answered, and the customer that it is done, once', async () => {
    const said = (text: string) => conceal({ text, entities: null, file: null, forwarded_from: null })
    await scene.act(ticketId, { type: 'RequestForm', form: 'request' })
    await scene.act(ticketId, {
      ...{ type: 'SubmitForm', form: 'request', version: 0, flagged: [], now: world.clock.now() },
      ...{ messageId: messageIdFor(world.next()), personal: said('order? 12345') },
      confirmation: { messageId: messageIdFor(world.next()), personal: said('Thank you.') }
    })
    await scene.quiet()
    expect(toCustomer().filter(text => text === 'Thank you.')).toHaveLength(1)
    expect(world.telegram.texts(group).at(-1)).toBe('📋 The customer has answered the form:\norder? 12345')
  })
})

it('A form whose process dies between any two steps shows its question in the end, and sends none twice', async () => {
  for (let at = 1, ended = false; !ended; at++) {
    const world = new World()
    const before = await Scene.prepared(world)
    const { ticketId } = await before.customerWrites('It is broken')
    await act(before, ticketId, f.start(f.kind, f.order))
    await before.die()
    const death = new Death(at)
    const dying = await Scene.prepared(world, { crash: death.here })
    void dying.delivery.start().catch(() => {})
    const step = async (command: FormCommand) => {
      await dying.quiet(1000, 60_000)
      await act(dying, ticketId, command)
      await dying.quiet(1000, 60_000)
    }
    ended = await Promise.race([
      step(f.presses(1, 'refund')).then(
        () => true,
        () => false
      ),
      death.died.then(() => false)
    ])
    await dying.die()
    const after = await Scene.open(world)
    await after.quiet(1000)
    const { state } = await after.desk.runner.load(formDecider, formStream(ticketId))
    if (!state.exists) throw new Error('no form')
    if (state.current?.field === 'kind') {
      await act(after, ticketId, f.presses(1, 'refund'))
      await after.quiet(1000)
    }
    const sent = world.telegram.texts(annasChat).map(String)
    for (const asked of ['kind?', 'order?'])
      expect([at, sent.filter(text => text === asked).length <= 1]).toEqual([at, true])
    const shown = world.telegram.calls.filter(
      ({ method, params }) => params['chat_id'] === annasChat && /^(send|edit)Message/.test(method)
    )
    expect([at, shown.at(-1)?.params['text']]).toEqual([at, 'order?'])
    await after.stop()
  }
}, 60_000)
