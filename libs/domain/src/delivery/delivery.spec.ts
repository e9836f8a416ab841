import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { DeliveryId } from '#kernel'
import { deciderSpec, foldFrom } from '../testing/given.js'
import { conversationId, noon, ticketId } from '../testing/ticket.js'
import {
  type DeliveryCommand,
  type DeliveryState,
  type DeliverySubject,
  deliveryDecider
} from './delivery.js'

const { givenCommands } = deciderSpec(deliveryDecider)

const subject: DeliverySubject = {
  kind: 'reply',
  ticketId,
  conversationId,
  staffGroupId: null,
  requestStream: `ticket-${ticketId}`,
  requestRevision: 3
}
const attempt = (part = 0, parts = 1): DeliveryCommand => ({
  type: 'AttemptDelivery',
  subject,
  part,
  parts,
  method: 'sendMessage',
  marked: false,
  threadId: null
})
const succeed = (ofAttempt: number, part = 0, parts = 1): DeliveryCommand => ({
  type: 'SucceedDelivery',
  attempt: ofAttempt,
  part,
  parts,
  telegramMessageIds: [100 + ofAttempt],
  threadId: null,
  acceptedAt: noon
})
const reject = (ofAttempt: number, final: boolean, part = 0): DeliveryCommand => ({
  type: 'RejectDelivery',
  attempt: ofAttempt,
  part,
  code: final ? 403 : 429,
  reason: final ? 'customer_blocked_bot' : 'too_many_requests',
  final,
  retryAt: final ? null : noon + 5_000
})
const doubt = (ofAttempt: number, final: boolean, part = 0): DeliveryCommand => ({
  type: 'DoubtDelivery',
  attempt: ofAttempt,
  part,
  final
})
const abandon: DeliveryCommand = { type: 'AbandonDelivery', subject, reason: 'topic_gone' }

describe('an attempt', () => {
  it('is owned by one sender', () => {
    givenCommands()
      .when(attempt())
      .thenEvents({ type: 'DeliveryAttempted', data: { ...subject, attempt: 1, part: 0 } })
    givenCommands(attempt()).when(attempt()).thenRefused('in_progress')
  })

  it('counts on after Telegram said "later"', () => {
    givenCommands(attempt(), reject(1, false))
      .when(attempt())
      .thenEvents({ type: 'DeliveryAttempted', data: { attempt: 2 } })
  })

  it.each<[string, DeliveryCommand[]]>([
    ['succeeded', [attempt(), succeed(1)]],
    ['rejected', [attempt(), reject(1, true)]],
    ['uncertain', [attempt(), doubt(1, true)]],
    ['abandoned', [abandon]]
  ])('is refused once it is %s', (phase, commands) => {
    givenCommands(...commands)
      .when(attempt())
      .thenRefused('already_finished', { phase })
  })

  it('of a part that was accepted already is refused', () => {
    givenCommands(attempt(0, 2), succeed(1, 0, 2))
      .when(attempt(0, 2))
      .thenRefused('wrong_part', { part: 1 })
  })
})

describe('a success', () => {
  it('ends the delivery', () => {
    const { state } = givenCommands(attempt()).when(succeed(1))
    expect(state).toMatchObject({ phase: 'succeeded', messageIds: [101], acceptedAt: noon })
  })

  it('of a part makes room for the next', () => {
    const { state } = givenCommands(attempt(0, 2), succeed(1, 0, 2), attempt(1, 2)).when(succeed(2, 1, 2))
    expect(state).toMatchObject({ phase: 'succeeded', attempts: 2, messageIds: [101, 102] })
  })

  it.each<[string, DeliveryCommand[]]>([
    ['it was left uncertain', [attempt(), doubt(1, true)]],
    ['it is being tried again', [attempt(), doubt(1, false), attempt()]],
    ['a later attempt was rejected', [attempt(), doubt(1, false), attempt(), reject(2, true)]],
    ['it was abandoned', [attempt(), doubt(1, false), abandon]]
  ])('is believed late, when %s', (_, commands) => {
    const late = givenCommands(...commands).when(succeed(1))
    late.thenEvents({ type: 'DeliverySucceeded', data: { attempt: 1 } })
    expect(late.state.phase).toBe('succeeded')
  })

  it('stays a success whatever comes', () => {
    const done = givenCommands(attempt(), doubt(1, false), attempt(), succeed(1))
    for (const command of [succeed(1), succeed(2), reject(2, true), doubt(2, true), abandon])
      done.when(command).thenNothing()
  })

  it('of an earlier part told late disturbs no later one', () => {
    const inSecondPart = givenCommands(
      attempt(0, 2),
      doubt(1, false),
      attempt(0, 2),
      succeed(2, 0, 2),
      attempt(1, 2)
    )
    inSecondPart.when(succeed(1, 0, 2)).thenNothing()
    inSecondPart.when(attempt(1, 2)).thenRefused('in_progress')
  })
})

describe('a doubt', () => {
  it('that is not the end leaves it to be repeated, marked', () => {
    expect(givenCommands(attempt(), doubt(1, false)).state).toMatchObject({
      phase: 'waiting',
      maybeSent: true
    })
  })

  it('is forgotten with the next part', () => {
    expect(
      givenCommands(attempt(0, 2), doubt(1, false), attempt(0, 2), succeed(2, 0, 2)).state
    ).toMatchObject({ maybeSent: false })
  })

  it('about another attempt than the present one is old news', () => {
    const second = givenCommands(attempt(), doubt(1, false), attempt())
    second.when(doubt(1, true)).thenNothing()
    second.when(reject(1, true)).thenNothing()
  })
})

describe('another that takes its place', () => {
  const supersede: DeliveryCommand = { type: 'SupersedeDelivery', by: 'd2' as DeliveryId }

  it.each<[string, DeliveryCommand[]]>([
    ['rejected', [attempt(), reject(1, true)]],
    ['uncertain', [attempt(), doubt(1, true)]],
    ['abandoned', [abandon]]
  ])('supersedes one that was %s, once', (_, commands) => {
    givenCommands(...commands)
      .when(supersede)
      .thenEvents({ type: 'DeliverySuperseded', data: { by: 'd2' } })
    givenCommands(...commands, supersede)
      .when(supersede)
      .thenNothing()
  })

  it('changes nothing of one that has succeeded or goes on', () => {
    for (const commands of [[], [attempt()], [attempt(), succeed(1)]])
      givenCommands(...commands)
        .when(supersede)
        .thenNothing()
  })
})

describe('giving up', () => {
  it('waits for the attempt under way', () => {
    givenCommands(attempt()).when(abandon).thenRefused('in_progress')
    givenCommands()
      .when(abandon)
      .thenEvents({ type: 'DeliveryAbandoned', data: { reason: 'topic_gone' } })
    givenCommands(abandon).when(abandon).thenNothing()
  })
})

describe('over any history', () => {
  const part = fc.nat(2)
  const ofAttempt = fc.integer({ min: 1, max: 4 })
  const anyCommand: fc.Arbitrary<DeliveryCommand> = fc.oneof(
    part.map(n => attempt(n, 3)),
    fc.tuple(ofAttempt, part).map(([n, p]) => succeed(n, p, 3)),
    fc.tuple(ofAttempt, fc.boolean(), part).map(([n, final, p]) => reject(n, final, p)),
    fc.tuple(ofAttempt, fc.boolean(), part).map(([n, final, p]) => doubt(n, final, p)),
    fc.constant(abandon),
    fc.constant<DeliveryCommand>({ type: 'SupersedeDelivery', by: 'd2' as DeliveryId })
  )
  const live = (
    commands: readonly DeliveryCommand[],
    step: (command: DeliveryCommand, before: DeliveryState, after: DeliveryState) => void
  ) => {
    let state = deliveryDecider.initial
    for (const command of commands) {
      const outcome = deliveryDecider.decide(command, state)
      const after = foldFrom(deliveryDecider, outcome.ok ? outcome.value : [], state)
      step(command, state, after)
      state = after
    }
  }

  it('an outcome comes once, and attempts and parts only rise', () => {
    fc.assert(
      fc.property(fc.array(anyCommand), commands => {
        live(commands, (command, before, after) => {
          const again = deliveryDecider.decide(command, after)
          expect(again.ok ? again.value : []).toEqual([])
          expect(after.attempts).toBeGreaterThanOrEqual(before.attempts)
          expect(after.part).toBeGreaterThanOrEqual(before.part)
          if (before.phase === 'succeeded') expect(after).toEqual(before)
        })
      })
    )
  })

  it('outcomes are never refused', () => {
    fc.assert(
      fc.property(fc.array(anyCommand), anyCommand, (commands, last) => {
        fc.pre(['SucceedDelivery', 'RejectDelivery', 'DoubtDelivery'].includes(last.type))
        live([...commands, last], () => undefined)
        let state = deliveryDecider.initial
        live(commands, (_, __, after) => {
          state = after
        })
        expect(deliveryDecider.decide(last, state).ok).toBe(true)
      })
    )
  })
})
