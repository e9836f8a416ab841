import type { Instant } from '#kernel'
import type { TicketEvent } from '../ticket/events.js'
import type { Assignment, SkillWanted } from './assignment.js'
import type { RoutingRecord } from './record.js'

/** A skill that a ticket asks for itself, and since when. */
export type RequiredSkill = SkillWanted & { readonly at: Instant }

/** Total. Itself where the event asks for none. What is asked for again counts from then. */
export function requiredAfter(
  before: readonly RequiredSkill[],
  event: TicketEvent
): readonly RequiredSkill[] {
  if (event.type !== 'SkillsRequired') return before
  const { skills, at } = event.data
  const named = new Set(skills.map(({ skill }) => skill))
  return [...before.filter(({ skill }) => !named.has(skill)), ...skills.map(one => ({ ...one, at }))]
}

/** Those of these that are not asked for yet in the same way. */
export const newlyRequired = (
  before: readonly RequiredSkill[],
  skills: readonly SkillWanted[]
): readonly SkillWanted[] =>
  skills.filter(
    ({ skill, dropAfterS }) => !before.some(one => one.skill === skill && one.dropAfterS === dropAfterS)
  )

/** A skill that is asked of whoever gets a ticket; `from`: it is given up no sooner than so long after that. */
export type SkillAsked = SkillWanted & { readonly from: Instant | null }

/**
 * Each once, without those that were given up; what a ticket says itself of one goes before what its queue says. What fell
 * back goes to whom carries least, whatever their skills.
 */
export function skillsAsked(
  { skills }: Pick<Assignment, 'skills'>,
  required: readonly RequiredSkill[],
  { dropped, fellBack }: Pick<RoutingRecord, 'dropped' | 'fellBack'>
): readonly SkillAsked[] {
  if (fellBack) return []
  const ofQueue = skills.filter(({ skill }) => !required.some(one => one.skill === skill))
  return [
    ...ofQueue.map(one => ({ ...one, from: null })),
    ...required.map(({ skill, dropAfterS, at }) => ({ skill, dropAfterS, from: at }))
  ].filter(({ skill }) => !dropped.includes(skill))
}
