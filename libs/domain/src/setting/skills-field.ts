import { isJsonObject } from '#kernel'
import { foldTag, isTag } from '../tags.js'
import {
  type Field,
  type FieldProblem,
  fieldOf,
  list,
  object,
  orNull,
  problem,
  required,
  seconds,
  standard
} from './fields.js'

const longest = 50

/** As an agent's skill may be: what nobody could ever have would be waited for in vain. */
const name = fieldOf(
  { type: 'string', minLength: 1, maxLength: longest },
  value => typeof value === 'string' && [...value].length <= longest && isTag(foldTag(value)),
  `must be a skill of 1 to ${longest} characters, without commas and without spaces at its ends`
)

const skill = object({ skill: required(name), drop_after_s: standard(orNull(seconds()), null) })

/** What is asked of whoever gets a ticket, each once. */
export const skillsField = (min: 0 | 1): Field => list(skill, { min, max: 20, of: 'skills' }, eachOnce)

function eachOnce(skills: readonly unknown[], at: string): FieldProblem[] {
  const names = skills.map(one => foldTag(String(isJsonObject(one) ? one['skill'] : '')))
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [problem(`${at}/${index}/skill`, 'repeated', 'is named above')] : []
  )
}
