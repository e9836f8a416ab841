import type { FormRun } from '#domain'
import type { SubjectId } from '#kernel'
import { digestOf, KeyGone, type Vault } from '#privacy'

type Keys = Pick<Vault, 'keyOf'>

/** By which the run tells the options of a field that does not decide apart: whoever has not the customer's key learns nothing by it. */
export const markOf = (keys: Keys, subject: SubjectId, field: string, option: string): Promise<string> =>
  digestOf(keys, subject, `option ${field} ${option}`)

/** Which options of the present question are chosen so far, in their order. None, where the customer was forgotten. */
export async function chosenSoFar(
  keys: Keys,
  subject: SubjectId,
  { current, choosing }: Pick<FormRun, 'current' | 'choosing'>
): Promise<readonly string[]> {
  if (!current || choosing.length === 0) return []
  const ids = current.options.map(({ id }) => id)
  const { field } = current
  try {
    const marks = await Promise.all(ids.map(id => markOf(keys, subject, field, id)))
    // Of a field that decides, and in what older desks wrote, the ids themselves.
    return ids.filter((id, nth) => choosing.includes(id) || choosing.includes(marks[nth] ?? id))
  } catch (error) {
    if (error instanceof KeyGone) return []
    throw error
  }
}
