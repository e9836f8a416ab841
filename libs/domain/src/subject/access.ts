import { ok, type SubjectId } from '#kernel'
import type { Decider } from '../decider.js'

/** What was given away in one piece. */
export type Disclosed = 'export' | 'audit_bundle'

/** Whoever got personal data of a person whole: it can't be taken back, so it is said. */
export type AccessEvent = {
  readonly type: 'PersonalDataDisclosed'
  readonly data: { readonly subjectId: SubjectId; readonly what: Disclosed; readonly principal: string }
}

export type AccessCommand = {
  readonly type: 'Disclose'
  readonly subjectId: SubjectId
  readonly what: Disclosed
  readonly principal: string
}

/** Each time counts: nothing is decided by what went before. */
export const accessDecider: Decider<AccessCommand, null, AccessEvent, never> = {
  initial: null,
  decide: ({ subjectId, what, principal }) =>
    ok([{ type: 'PersonalDataDisclosed', data: { subjectId, what, principal } }]),
  evolve: state => state
}
