import type { TicketCommand } from '#domain'
import { canonicalJson, type JsonObject, type Outcome, ok, refuse, type SubjectId } from '#kernel'
import { conceal, digestOf, KeyGone, type Vault } from '#privacy'
import type { TitlePersonal } from './personal-shapes.js'

type Keys = Pick<Vault, 'keyOf'>

/** What gives the ticket of this customer a title, or with null takes it away. */
export async function titleChange(
  keys: Keys,
  subjectId: SubjectId | null,
  title: string | null
): Promise<Outcome<TicketCommand, 'customer_forgotten'>> {
  if (title === null) return ok({ type: 'ChangeTitle', digest: null })
  const digest = await digestFor(keys, subjectId, { title })
  if (digest === undefined) return refuse('customer_forgotten')
  return ok({ type: 'ChangeTitle', digest, personal: conceal({ title } satisfies TitlePersonal) })
}

/** Undefined: forgotten. */
async function digestFor(
  keys: Keys,
  subjectId: SubjectId | null,
  value: JsonObject
): Promise<string | undefined> {
  if (subjectId === null) return undefined
  try {
    return await digestOf(keys, subjectId, canonicalJson(value))
  } catch (error) {
    if (error instanceof KeyGone) return undefined
    throw error
  }
}
