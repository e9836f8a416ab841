import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import * as f from '../testing/form.js'
import { deciderSpec } from '../testing/given.js'
import { type FormCommand, formDecider } from './decide.js'
import { type FormField, holds } from './form.js'
import { readAnswer, type Sent } from './read.js'
import type { FormState } from './state.js'

const { givenCommands } = deciderSpec(formDecider)
const types = (commands: readonly FormCommand[], last: FormCommand) => {
  const { outcome } = givenCommands(...commands).when(last)
  return outcome.ok ? outcome.value.map(({ type }) => type) : outcome.reason
}
const asks = ({ state }: { readonly state: FormState }) => (state.exists ? state.current?.field : undefined)

describe('A form', () => {
  const shown = [f.start(f.kind, f.order, f.reason), f.show()]

  it('asks its questions one after the other, and is finished with the last', () => {
    expect(asks(givenCommands(...shown))).toBe('kind')
    const refund = [...shown, f.presses(1, 'refund')]
    expect(asks(givenCommands(...refund))).toBe('order')
    const ordered = [...refund, f.writes(2, 60)]
    expect(asks(givenCommands(...ordered))).toBe('reason')
    expect(types(ordered, f.writes(3, 61))).toEqual(['FormAnswered', 'FormFinished'])
  })

  it('asks only what its earlier answers call for', () => {
    const other = [...shown, f.presses(1, 'other')]
    expect(types(other, f.writes(2, 60))).toEqual(['FormAnswered', 'FormFinished'])
  })

  it('does not ask for what is known, and decides by it', () => {
    const known = {
      ...f.start(f.kind, f.order, f.reason),
      known: { kind: ['other'], order: [] }
    } as FormCommand
    const { state } = givenCommands(known)
    expect(state).toMatchObject({ current: undefined })
  })

  it('takes the second of two taps for what it is', () => {
    const answered = [...shown, f.presses(1, 'refund')]
    expect(types(answered, f.presses(1, 'refund'))).toEqual([])
    expect(types(answered, f.presses(1, 'other'))).toEqual([])
    expect(types([...shown, f.presses(1, 'refund'), f.back(2)], f.back(2))).toEqual([])
  })

  it('is not answered by what was sent before the question was shown, twice, or to another question', () => {
    const asked = [f.start(f.order)]
    expect(types(asked, f.writes(1, 60))).toBe('not_an_answer')
    expect(types([...asked, f.show(70)], f.writes(1, 60))).toBe('not_an_answer')
    expect(types([...asked, f.show(70)], f.writes(2, 71))).toBe('not_an_answer')
    const two = [f.start(f.order, f.question('note')), f.show(), f.writes(1, 60)]
    expect(types(two, f.writes(2, 60))).toBe('not_an_answer')
  })

  it('says which rule an answer broke, lets what does not match through the third time, and marks it', () => {
    const tried = [f.start(f.order), f.show(), f.writes(1, 60, false)]
    expect(types([f.start(f.order), f.show()], f.writes(1, 60, false))).toEqual(['FormAnswerRefused'])
    expect(givenCommands(...tried).state).toMatchObject({ refusals: ['pattern'], step: 1 })
    const twice = [...tried, f.writes(1, 61, false)]
    const { outcome } = givenCommands(...twice).when(f.writes(1, 62, false))
    expect(outcome).toMatchObject({
      value: [{ type: 'FormAnswered', data: { flagged: true } }, { type: 'FormFinished' }]
    })
  })

  it('goes on without what can not be of its type the third time, required or not', () => {
    const twice = [f.start(f.order), f.show(), f.writes(1, 60, false, false), f.writes(1, 61, false, false)]
    expect(types(twice, f.writes(1, 62, false, false))).toEqual([
      'FormAnswerRefused',
      'FormFieldSkipped',
      'FormFinished'
    ])
  })

  it('can be stepped back in, and asks again what comes after', () => {
    const three = [...shown, f.presses(1, 'refund'), f.writes(2, 60), f.back(3)]
    expect(asks(givenCommands(...three))).toBe('order')
    const first = [...three, f.back(4)]
    expect(asks(givenCommands(...first))).toBe('kind')
    const changed = [...first, f.presses(5, 'other'), f.writes(6, 62)]
    const { state } = givenCommands(...changed)
    expect(state).toMatchObject({
      phase: 'finished',
      answers: [
        { field: 'kind', chosen: ['other'] },
        { field: 'order', nth: expect.any(Number) }
      ]
    })
    expect(types(shown, f.back(1))).toEqual([])
  })

  it('lets skip what is not required', () => {
    expect(types(shown, f.skip(1))).toBe('field_required')
    expect(types([f.start(f.parts), f.show()], f.skip(1))).toEqual(['FormFieldSkipped', 'FormFinished'])
  })

  it('takes options on and off until they are done', () => {
    const picked = [f.start(f.parts), f.show(), f.picks(1, 'a'), f.picks(1, 'b'), f.picks(1, 'a', false)]
    expect(givenCommands(...picked).state).toMatchObject({ choosing: ['b'] })
    expect(types(picked, f.picks(1, 'b'))).toEqual([])
    expect(types(picked, f.picks(1, 'z'))).toBe('not_an_answer')
    expect(types(picked, f.presses(1))).toBe('nothing_chosen')
    expect(types(picked, f.presses(1, 'b'))).toEqual(['FormAnswered', 'FormFinished'])
  })

  it('knows the options of a field that does not decide by their marks alone', () => {
    const parts = { ...f.parts, decides: false }
    const picked = [f.start(parts), f.show(), f.picks(1, 'a'), f.picks(1, 'b'), f.picks(1, 'a', false)]
    expect(givenCommands(...picked).state).toMatchObject({ choosing: ['mark of b'] })
    expect(types(picked, f.picks(1, 'z'))).toBe('not_an_answer')
  })

  it('has the options in the clear only of a field that decides', () => {
    const parts = { ...f.parts, type: 'select' as const }
    const told = (decides: boolean, by: FormCommand) =>
      givenCommands(f.start({ ...parts, decides }), f.show()).when(by).outcome
    const written = {
      ...f.writes(1, 60),
      read: { fits: true, chosen: ['a'], personal: f.personal }
    } as FormCommand
    for (const by of [f.presses(1, 'a'), written]) {
      expect(told(true, by)).toMatchObject({ value: [{ data: { chosen: ['a'] } }, {}] })
      expect(told(false, by)).toMatchObject({ value: [{ data: { chosen: null }, personal: f.personal }, {}] })
    }
  })

  it('ends when a person is wanted, when the ticket is over, and after its time since the last step', () => {
    expect(types(shown, f.leave('person'))).toEqual(['FormAbandoned'])
    expect(types(shown, f.leave('timeout', f.at + 599_999))).toEqual([])
    expect(types(shown, f.leave('timeout', f.at + 600_000))).toEqual(['FormAbandoned'])
    const left = [...shown, f.leave('person')]
    expect(types(left, f.leave('ticket_over'))).toEqual([])
    expect(types(left, f.presses(1, 'refund'))).toEqual([])
    expect(types(left, f.writes(1, 60))).toBe('no_form')
  })

  it('asks in another message where nobody knows what the last one is called', () => {
    const lost = [f.start(f.order, f.question('note')), f.show(null)]
    expect(types(lost, f.writes(1, 60))).toEqual(['FormAnswered', 'FormMessageLost'])
    const again = [...lost, f.writes(1, 60)]
    expect(types(again, f.writes(2, 61))).toBe('not_an_answer')
    expect(types([...again, f.show(80)], f.writes(2, 81))).toEqual(['FormAnswered', 'FormFinished'])
  })

  it('can be asked anew once it is over, and not while it runs; old buttons then say nothing', () => {
    expect(types(shown, f.start(f.order))).toBe('form_running')
    const again = [...shown, f.leave('person'), f.start(f.kind)]
    expect(types(again, f.presses(1, 'refund'))).toEqual([])
    expect(types(again, f.presses(2, 'refund'))).toEqual(['FormAnswered', 'FormFinished'])
  })
})

const anyCommand: fc.Arbitrary<FormCommand> = fc.oneof(
  fc.constant(f.start(f.kind, f.order, f.parts, f.reason)),
  fc.option(fc.integer({ min: 1, max: 5 })).map(f.show),
  fc
    .tuple(fc.nat(9), fc.integer({ min: 1, max: 12 }), fc.boolean(), fc.boolean())
    .map(args => f.writes(...args)),
  fc.tuple(fc.nat(9), fc.constantFrom('refund', 'other')).map(([step, one]) => f.presses(step, one)),
  fc.tuple(fc.nat(9), fc.constantFrom('a', 'b'), fc.boolean()).map(args => f.picks(...args)),
  fc.nat(9).map(f.skip),
  fc.nat(9).map(f.back),
  fc
    .tuple(fc.constantFrom('person' as const, 'timeout' as const), fc.nat(700))
    .map(([cause, s]) => f.leave(cause, f.at + s * 1000))
)

it('whatever is done to a form: it runs as long as it asks, and what is over stays so', () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 40 }), commands => {
      let state = formDecider.initial
      for (const command of commands) {
        const before = state
        const outcome = formDecider.decide(command, state)
        state = (outcome.ok ? outcome.value : []).reduce(formDecider.evolve, state)
        if (!state.exists) continue
        expect(state.phase === 'running').toBe(state.current !== undefined)
        const asked = state.answers.map(({ field }) => field)
        expect(new Set(asked).size).toBe(asked.length)
        if (before.exists && before.phase !== 'running' && command.type !== 'StartForm')
          expect(state).toEqual({ ...before, message: state.message, at: state.at, events: state.events })
      }
    })
  )
})

const sent: Sent = { text: null, contact: null, location: null, file: null }
const value = (given: unknown, chosen: readonly string[] | null = null) => ({
  kind: 'value',
  value: given,
  chosen
})
const wrong = (rule = 'type') => ({ kind: 'wrong', rule })
const yesNo = f.question('sure', { type: 'yes_no' })
const contact = { phone_number: '+49301', first_name: 'Anna', last_name: null }

type Case = [FormField, Partial<Sent>, object]

describe('What is read from a message', () => {
  it.each<Case>([
    [f.order, { text: ' 12345 ' }, value('12345')],
    [f.order, { text: ' ' }, { kind: 'none' }],
    [f.order, { file: 'msg_1' }, { kind: 'none' }],
    [f.question('n', { type: 'number' }), { text: '1 234,5' }, value(1234.5)],
    ...(
      [
        ...[
          ['1 000', 1000],
          ['1\u202f000', 1000],
          ['1,5', 1.5],
          ['1.5', 1.5],
          ['1,000,000', 1_000_000]
        ],
        ...[
          ['1.000.000', 1_000_000],
          ['1,234.50', 1234.5],
          ['1.234,5', 1234.5],
          ['0,500', 0.5],
          ['-12', -12]
        ],
        ...[
          ['1000.125', 1000.125],
          ['1 000,125', 1000.125],
          ['−7,25', -7.25],
          ["12'000", 12_000]
        ]
      ] as [string, number][]
    ).map(([text, read]): Case => [f.question('n', { type: 'number' }), { text }, value(read)]),
    ...['1,000', '1.000', '12.345', '-999,999'].map(
      (text): Case => [f.question('n', { type: 'number' }), { text }, wrong('number')]
    ),
    ...['many', '10 12', '1,00,000', '1,000.000.000', '1 000 00', '1,000,00', '1..5', '1,', '5 €'].map(
      (text): Case => [f.question('n', { type: 'number' }), { text }, wrong()]
    ),
    [f.question('d', { type: 'date' }), { text: '3.2.2026' }, value('2026-02-03')],
    [f.question('d', { type: 'date' }), { text: '2026-02-30' }, wrong()],
    [f.kind, { text: 'REFUND' }, value('refund', ['refund'])],
    [f.kind, { text: 'I do not know' }, { kind: 'none' }],
    [f.parts, { text: 'b' }, value(['b'], ['b'])],
    [yesNo, { text: 'Да' }, value(true, ['yes'])],
    [yesNo, { text: 'no' }, value(false, ['no'])],
    [f.question('c', { type: 'contact' }), { contact: { ...contact, own: true } }, value(contact)],
    [
      f.question('c', { type: 'contact' }),
      { contact: { ...contact, own: false } },
      wrong('contact_of_another')
    ],
    [f.question('c', { type: 'contact' }), { text: '+49 (30) 1' }, value({ ...contact, first_name: null })],
    [f.question('c', { type: 'contact' }), { text: 'call me' }, wrong()],
    [
      f.question('l', { type: 'location' }),
      { location: { latitude: 1, longitude: 2 } },
      value({ latitude: 1, longitude: 2 })
    ],
    [f.question('l', { type: 'location' }), { text: 'Berlin' }, wrong()],
    [f.question('l', { type: 'location' }), { file: 'msg_1' }, { kind: 'none' }],
    [f.question('f', { type: 'file' }), { text: 'here' }, wrong()]
  ])('for %j: %j is %j', (question, given, read) => {
    expect(readAnswer(question, { ...sent, ...given })).toEqual(read)
  })
})

it.each([
  ['is', ['a'], ['a'], true],
  ['is', ['a'], [], false],
  ['is_not', ['a'], [], true],
  ['has_any', ['a', 'b'], ['b'], true],
  ['has_all', ['a', 'b'], ['b'], false],
  ['has_all', ['a', 'b'], ['b', 'a'], true],
  ['has_none', ['a'], ['b'], true],
  ['not_in', ['a'], ['a'], false]
] as const)('%s %j of %j: %p', (op, wanted, chosen, held) => {
  expect(holds({ field: 'x', op, value: wanted }, chosen)).toBe(held)
})
