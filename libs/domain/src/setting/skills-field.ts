import { isJsonObject } from '#kernel'
import { foldTag } from '../tags.js'
import {
  type Field,
  type FieldProblem,
  list,
  object,
  orNull,
  problem,
  required,
  seconds,
  standard,
  text
} from './fields.js'

const skill = object({ skill: required(text(1, 50)), drop_after_s: standard(orNull(seconds()), null) })

/** What is asked of whoever gets a ticket, each once. */
export const skillsField = (min: 0 | 1): Field => list(skill, { min, max: 20, of: 'skills' }, eachOnce)

function eachOnce(skills: readonly unknown[], at: string): FieldProblem[] {
  const names = skills.map(one => foldTag(String(isJsonObject(one) ? one['skill'] : '')))
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [problem(`${at}/${index}/skill`, 'repeated', 'is named above')] : []
  )
}
