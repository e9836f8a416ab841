import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnForm } from '#application'
import { settingDecider, settingStream } from '#domain'
import type { JsonObject, TicketId } from '#kernel'
import { anna, boris, photo, text } from '../intake/testing/updates.js'
import { FormScene, shopForm } from './testing/scene.js'

const question = 200

it('A form that says nothing at its end ends with the desk’s own wording, formatted', async () => {
  const forms = await FormScene.open()
  await forms.publish('form', 'order', { ...shopForm, finish_text: {} })
  await forms.publish('desk', 'texts', { form_finished: { en: 'Thank you, <b>{{customer.first_name}}</b>' } })
  const ticketId = await forms.scene.openTicket()
  await forms.begin(ticketId, question)
  const press = `form:${ticketId}:1:o1`
  await forms.receive(forms.scene.updates.pressInPrivate(anna, question, press))
  await forms.receive(forms.scene.updates.fromCustomer(anna, text('12345'), 210))
  const confirmed = (await forms.ticket()).findLast(({ type }) => type === 'FormConfirmed')
  expect(await forms.scene.desk.opened(confirmed)).toMatchObject({
    text: `Thank you, ${anna.first_name}`,
    entities: [{ type: 'bold', offset: 11, length: anna.first_name.length }]
  })
  await forms.scene.close()
})

describe('A customer who is asked by a form', () => {
  let forms: FormScene
  let ticketId: TicketId
  beforeEach(async () => {
    forms = await FormScene.open()
    ticketId = await forms.scene.openTicket()
    await forms.begin(ticketId, question)
  })
  afterEach(() => forms.scene.close())

  const writes = (words: string, id: number) =>
    forms.receive(forms.scene.updates.fromCustomer(anna, text(words), id))
  const presses = (step: number, what: string, from = anna) =>
    forms.receive(forms.scene.updates.pressInPrivate(from, question, `form:${ticketId}:${step}:${what}`))
  const types = async () => (await forms.ticket()).map(({ type }) => type)
  const opened = async (type: string) =>
    forms.scene.desk.opened((await forms.ticket()).findLast(event => event.type === type))
  const toast = () =>
    forms.scene.desk.telegram.calls.findLast(({ method }) => method === 'answerCallbackQuery')?.params

  it('answers step by step, whoever handles each step: one entry, the confirmation, the fields', async () => {
    await presses(1, 'o0')
    await writes('12345', 210)
    await writes('It does not fit', 211)
    expect(await forms.run(ticketId)).toMatchObject({ phase: 'finished' })
    expect(await types()).toEqual(['FormRequested', 'FormSubmitted', 'FormConfirmed', 'FieldsChanged'])
    expect(await opened('FormSubmitted')).toMatchObject({
      text: 'What is it about? A refund\nOrder number? 12345\nWhy? It does not fit'
    })
    expect(await opened('FormConfirmed')).toMatchObject({ text: 'Thank you, Ms Customer.' })
    const changed = (await forms.ticket()).findLast(({ type }) => type === 'FieldsChanged')
    expect(changed?.data['changed']).toMatchObject([
      { field: 'kind', chosen: ['refund'] },
      { field: 'order', chosen: null },
      { field: 'reason', chosen: null }
    ])
    expect(await opened('FieldsChanged')).toEqual({
      values: { kind: 'refund', order: '12345', reason: 'It does not fit' }
    })
  })

  it('and what the events say of it has no word of the customer', async () => {
    await presses(1, 'o0')
    await writes('12345', 210)
    const run = await forms.scene.desk.events(`form-run-${ticketId}`)
    expect(JSON.stringify(run.map(({ data }) => data))).not.toContain('12345')
    const answered = run.findLast(({ type }) => type === 'FormAnswered')
    expect(await forms.scene.desk.opened(answered)).toEqual({ value: '12345' })
  })

  it('writes what is no good answer: it is kept as a message, and asked again', async () => {
    await presses(1, 'o1')
    await writes('I do not know it', 210)
    expect(await types()).toEqual(['FormRequested', 'CustomerMessageReceived'])
    expect(await forms.run(ticketId)).toMatchObject({ current: { field: 'order' }, refusals: ['pattern'] })
    await writes('99', 211)
    await writes('really, no idea', 212)
    expect(await forms.run(ticketId)).toMatchObject({ phase: 'finished', answers: [{}, { flagged: true }] })
    expect((await types()).slice(-4)).toEqual([
      ...['CustomerMessageReceived', 'FormSubmitted', 'FormConfirmed', 'FieldsChanged']
    ])
    const submitted = (await forms.ticket()).findLast(({ type }) => type === 'FormSubmitted')
    expect(submitted?.data['flagged']).toEqual(['order'])
  })

  it('writes something else: a photo, a command, an answer to another message, before the question', async () => {
    await presses(1, 'o1')
    const { updates } = forms.scene
    await forms.receive(updates.fromCustomer(anna, photo('12345'), 210))
    await forms.receive(updates.fromCustomer(anna, text('/order 12345'), 211))
    await forms.receive(updates.answersBot(anna, 150, text('12345')))
    await writes('12345', 199)
    expect(await types()).toEqual(['FormRequested', ...Array<string>(4).fill('CustomerMessageReceived')])
    expect(await forms.run(ticketId)).toMatchObject({ current: { field: 'order' }, refusals: [] })
  })

  it('may write what stands on a button', async () => {
    await writes('something else', 210)
    expect(await forms.run(ticketId)).toMatchObject({
      current: { field: 'order' },
      answers: [{ chosen: ['other'] }]
    })
    expect(await types()).toEqual(['FormRequested'])
  })

  it('taps twice and has answered once; the second tap is told so', async () => {
    await presses(1, 'o0')
    expect(toast()?.['text']).toBeUndefined()
    await presses(1, 'o1')
    expect(toast()?.['text']).toBe('This question is answered.')
    expect(await forms.run(ticketId)).toMatchObject({ answers: [{ field: 'kind', chosen: ['refund'] }] })
  })

  it('steps back and answers again', async () => {
    await presses(1, 'o0')
    await presses(2, 'b')
    await presses(3, 'o1')
    await writes('12345', 210)
    expect(await opened('FormSubmitted')).toMatchObject({
      text: 'What is it about? Something else\nOrder number? 12345'
    })
  })

  it('wants a person: what was answered counts, and what is written then is a message', async () => {
    await presses(1, 'o0')
    await presses(2, 'p')
    await writes('12345', 210)
    expect(await types()).toEqual(['FormRequested', 'FormLeft', 'FieldsChanged', 'CustomerMessageReceived'])
    const left = (await forms.ticket()).find(({ type }) => type === 'FormLeft')
    expect(left?.data).toMatchObject({ cause: 'person', messageId: expect.any(String) })
    expect(await opened('FormLeft')).toMatchObject({ text: 'What is it about? A refund' })
  })

  it('answers nothing in time: the ticket goes on without', async () => {
    const leave = {
      type: 'LeaveForm',
      cause: 'timeout',
      now: forms.scene.desk.clock.now() + 700_000
    } as const
    await forms.scene.desk.commands.execute(new ActOnForm(ticketId, leave, forms.context()))
    await forms.follow()
    const left = (await forms.ticket()).find(({ type }) => type === 'FormLeft')
    expect(left?.data).toMatchObject({ cause: 'timeout', messageId: null })
    expect(await types()).toEqual(['FormRequested', 'FormLeft'])
  })

  it('finishes a form that was changed and retired meanwhile; a field that is none any more is left out', async () => {
    await presses(1, 'o0')
    await forms.publish('form', 'order', { ...shopForm, fields: shopForm.fields.slice(0, 1) })
    const retire = async (kind: 'form' | 'ticket_field', id: string) =>
      forms.scene.desk.desk.runner.run(
        settingDecider,
        settingStream(kind, id),
        { type: 'RetireSetting', kind, id },
        forms.context()
      )
    expect(await retire('form', 'order')).toMatchObject({ ok: true })
    expect(await retire('ticket_field', 'reason')).toMatchObject({ ok: true })
    await writes('12345', 210)
    await writes('It does not fit', 211)
    expect(await types()).toEqual(['FormRequested', 'FormSubmitted', 'FormConfirmed', 'FieldsChanged'])
    expect(await opened('FieldsChanged')).toEqual({ values: { kind: 'refund', order: '12345' } })
    expect(await opened('FormSubmitted')).toMatchObject({ text: expect.stringContaining('It does not fit') })
  })

  it('is not asked by a form that there is not, nor by another meanwhile, nor for what is known', async () => {
    expect(await forms.act(ticketId, { type: 'RequestForm', form: 'order' })).toMatchObject({
      reason: 'form_running'
    })
    await presses(1, 'o1')
    await writes('12345', 210)
    await forms.begin(ticketId, 220, 'nosuch')
    const left = (await forms.ticket()).findLast(({ type }) => type === 'FormLeft')
    expect(left?.data).toMatchObject({ form: 'nosuch', cause: 'not_started' })
    await forms.begin(ticketId, 230)
    expect((await forms.ticket()).findLast(({ type }) => type === 'FormLeft')?.data).toMatchObject({
      form: 'order',
      cause: 'not_started'
    })
  })

  it('is asked no more once the ticket is over, and what was said is kept even then', async () => {
    await presses(1, 'o0')
    await forms.act(ticketId, { type: 'CloseTicket', cause: 'command', now: forms.scene.desk.clock.now() })
    await forms.follow()
    expect(await types()).toEqual(['FormRequested', 'TicketClosed', 'FormLeft'])
    expect(await forms.run(ticketId)).toMatchObject({ cause: 'ticket_over' })
    await presses(2, 'o0')
    expect(toast()?.['text']).toBe('This question is answered.')
  })

  it('can not press for somebody else, nor what no button says', async () => {
    await forms.receive(forms.scene.updates.fromCustomer(boris, text('Здравствуйте')))
    await presses(1, 'o0', { ...boris, last_name: '' })
    for (const what of ['o9', 'x', 'o', 't0', 'o0:1', '']) await presses(1, what)
    expect(await forms.run(ticketId)).toMatchObject({ step: 1, answers: [] })
    expect(toast()?.['text']).toBe('This button does nothing any more. Just write to us.')
  })
})

it('What a message has as a file is both an answer and a message', async () => {
  const forms = await FormScene.open()
  await forms.publish('ticket_field', 'shot', { name: 'Picture', type: 'file' })
  await forms.publish('form', 'picture', {
    name: 'Picture',
    fields: [{ field: 'shot', label: { en: 'A picture?' } }]
  })
  const ticketId = await forms.scene.openTicket()
  await forms.begin(ticketId, question, 'picture')
  await forms.receive(forms.scene.updates.fromCustomer(anna, photo(), 210))
  expect((await forms.ticket()).map(({ type }) => type)).toEqual([
    ...['FormRequested', 'CustomerMessageReceived', 'FormSubmitted', 'FormConfirmed', 'FieldsChanged']
  ])
  const received = (await forms.ticket()).find(({ type }) => type === 'CustomerMessageReceived')
  const filled = (await forms.ticket()).find(({ type }) => type === 'FieldsChanged')
  const { values } = (await forms.scene.desk.opened(filled)) as { values: JsonObject }
  expect(values['shot']).toBe(`msg_${String(received?.data['messageId'])}`)
  await forms.scene.close()
})

describe('What is chosen of a field that does not decide', () => {
  const options = ['yoga', 'boxing'].map(id => ({ id, label: { en: id } }))
  const class_ = { name: 'Class', type: 'select', options }
  let forms: FormScene
  let ticketId: TicketId
  beforeEach(async () => {
    forms = await FormScene.open()
    await forms.publish('ticket_field', 'class', { ...class_, decides: true })
    await forms.publish('form', 'class', {
      name: 'Class',
      fields: [
        { field: 'class', label: { en: 'Which?' }, required: true },
        { field: 'reason', label: { en: 'Why?' }, if: { field: 'class', value: 'yoga' } }
      ]
    })
    await forms.publish('ticket_field', 'class', { ...class_, decides: false })
    ticketId = await forms.scene.openTicket()
    await forms.begin(ticketId, question, 'class')
    await forms.receive(forms.scene.updates.pressInPrivate(anna, question, `form:${ticketId}:1:o1`))
  })
  afterEach(() => forms.scene.close())

  it('stands in no event in the clear, and fills the field all the same', async () => {
    await forms.receive(forms.scene.updates.fromCustomer(anna, text('To be fit'), 210))
    const run = await forms.scene.desk.events(`form-run-${ticketId}`)
    const answered = run.find(({ type }) => type === 'FormAnswered')
    expect(answered?.data).toMatchObject({ field: 'class', chosen: null })
    expect(await forms.scene.desk.opened(answered)).toEqual({ value: 'boxing' })
    const filled = (await forms.ticket()).find(({ type }) => type === 'FieldsChanged')
    expect(await forms.scene.desk.opened(filled)).toEqual({
      values: { class: 'boxing', reason: 'To be fit' }
    })
  })

  it('is not told by the options that are taken on and off before it is answered either', async () => {
    await forms.publish('ticket_field', 'classes', { name: 'Classes', type: 'multi_select', options })
    await forms.publish('form', 'classes', {
      name: 'C',
      fields: [{ field: 'classes', label: { en: 'Which?' } }]
    })
    const press = (step: number, what: string) =>
      forms.receive(forms.scene.updates.pressInPrivate(anna, question, `form:${ticketId}:${step}:${what}`))
    await press(2, 'p')
    await forms.begin(ticketId, question + 1, 'classes')
    const run = () => forms.scene.desk.events(`form-run-${ticketId}`)
    const before = (await run()).length
    for (const what of ['t0', 't1', 't1', 'f0']) await press(3, what)
    const chosen = (await run()).slice(before)
    expect(chosen.map(({ type }) => type)).toEqual(Array(3).fill('FormOptionChosen'))
    expect(JSON.stringify(chosen.map(({ data }) => data))).not.toMatch(/yoga|boxing/)
    await press(3, 'd')
    const answered = (await run()).findLast(({ type }) => type === 'FormAnswered')
    expect(await forms.scene.desk.opened(answered)).toEqual({ value: ['boxing'] })
  })

  it('can not be looked at, where the field decided once: everybody is asked what hung on it', async () => {
    expect(await forms.run(ticketId)).toMatchObject({ current: { field: 'reason' } })
  })
})
