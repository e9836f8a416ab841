import { it } from '@jest/globals'
import type { SubjectId } from '#kernel'
import { deciderSpec } from '../testing/given.js'
import { noon, personal } from '../testing/ticket.js'
import { accessDecider } from './access.js'
import { type Reached, type SubjectCommand, subjectDecider } from './subject.js'

const { givenCommands } = deciderSpec(subjectDecider)
const subjectId = 'anna' as SubjectId
const hour = 3_600_000

const forget = (now = noon): SubjectCommand => ({
  type: 'ForgetSubject',
  subjectId,
  by: 'key:key_admin',
  code: 'request',
  case: 'A-17/2026',
  now
})
const hold = (until: number): SubjectCommand => ({ type: 'SetLegalHold', subjectId, until, reason: personal })
const lift = (now = noon): SubjectCommand => ({ type: 'LiftLegalHold', subjectId, now })
const reached: Reached = {
  rememberedAnswers: 0,
  topics: 1,
  topicsLeft: 0,
  cards: 1,
  cardsLeft: 0,
  relaysShown: 3
}
const erased: SubjectCommand = { type: 'RecordErased', reached }

it('a person is forgotten once, with who, why and which case', () => {
  const said = { subjectId, by: 'key:key_admin', code: 'request', case: 'A-17/2026' }
  givenCommands().when(forget()).thenEvents({ type: 'SubjectForgotten', data: said })
  givenCommands(forget()).when(forget()).thenNothing()
  givenCommands(forget(), erased).when(forget()).thenNothing()
})

it('what was reached is told once, of whoever was forgotten', () => {
  givenCommands().when(erased).thenNothing()
  givenCommands(forget()).when(erased).thenEvents({ type: 'SubjectErased', data: { reached } })
  givenCommands(forget(), erased).when(erased).thenNothing()
})

it('a legal hold refuses forgetting, until its end to the millisecond', () => {
  const until = noon + hour
  givenCommands(hold(until)).when(forget()).thenRefused('legal_hold', { until })
  givenCommands(hold(until))
    .when(forget(until - 1))
    .thenRefused('legal_hold', { until })
  givenCommands(hold(until)).when(forget(until)).thenEvents({ type: 'SubjectForgotten' })
})

it('a later hold counts, longer or shorter', () => {
  givenCommands(hold(noon + hour), hold(noon + 2 * hour))
    .when(forget(noon + hour))
    .thenRefused('legal_hold', { until: noon + 2 * hour })
  givenCommands(hold(noon + 2 * hour), hold(noon + hour))
    .when(forget(noon + hour))
    .thenEvents({ type: 'SubjectForgotten' })
})

it('a hold is lifted once, and one that is over needs no lifting', () => {
  givenCommands(hold(noon + hour))
    .when(lift())
    .thenEvents({ type: 'LegalHoldLifted' })
  givenCommands(hold(noon + hour), lift())
    .when(lift())
    .thenNothing()
  givenCommands(hold(noon + hour))
    .when(lift(noon + hour))
    .thenNothing()
  givenCommands().when(lift()).thenNothing()
  givenCommands(hold(noon + hour), lift())
    .when(forget())
    .thenEvents({ type: 'SubjectForgotten' })
})

it('nobody is held who was forgotten', () => {
  givenCommands(forget())
    .when(hold(noon + hour))
    .thenRefused('customer_forgotten')
})

it('each time a person is given away whole is told', () => {
  const { givenCommands: before } = deciderSpec(accessDecider)
  const disclose = { type: 'Disclose', subjectId, what: 'export', principal: 'key:key_admin' } as const
  const told = { subjectId, what: 'export', principal: 'key:key_admin' }
  before(disclose).when(disclose).thenEvents({ type: 'PersonalDataDisclosed', data: told })
})
