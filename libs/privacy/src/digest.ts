import { createHmac } from 'node:crypto'
import type { SubjectId } from '#kernel'
import { KeyGone, type Vault } from './port.js'

/**
 * Tells whether two texts of one subject are the same, and nothing else: HMAC-SHA256 under a key that is derived
 * from the subject's. Goes dead with the subject's key. @throws KeyGone when that was destroyed
 */
export async function digestOf(
  keys: Pick<Vault, 'keyOf'>,
  subject: SubjectId,
  text: string
): Promise<string> {
  const key = await keys.keyOf(subject)
  if (!key) throw new KeyGone(`there is no key for ${subject}`)
  const digestKey = createHmac('sha256', key).update('topicdesk text digest').digest()
  return createHmac('sha256', digestKey).update(text, 'utf8').digest('base64url')
}
