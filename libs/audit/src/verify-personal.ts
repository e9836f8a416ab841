import { hash } from 'node:crypto'
import { isJsonObject, type JsonObject } from '#kernel'
import { hex, type Line, linesIn, objectIn, whereOf } from './bundle-lines.js'
import type { Finding } from './findings.js'

export interface Personal {
  readonly findings: readonly Finding[]
  readonly unproven: number
  readonly forgotten: number
}

/** Whether the sealed texts of a bundle are those of its records, and each secret the one of its text. */
export function personalOf(text: string | undefined, own: readonly Line[], isPersonal: boolean): Personal {
  if (text === undefined) {
    const what = 'personal.ndjson is missing'
    return { findings: isPersonal ? [{ kind: 'missing', what }] : [], unproven: 0, forgotten: 0 }
  }
  const findings: Finding[] = []
  const differs = (what: string, record: JsonObject = {}) =>
    findings.push({ kind: 'differs', what, ...whereOf(record) })
  const records = new Map(own.map(({ record }) => [record['id'], record]))
  const seen = new Set<unknown>()
  let unproven = 0
  let forgotten = 0
  for (const line of linesIn(text, own.length)) {
    if (line === '') continue
    const told = objectIn(line)
    const record = told && records.get(told['event_id'])
    if (!told || !record || typeof told['sealed'] !== 'string') {
      differs('personal.ndjson has a line that is of no record')
      continue
    }
    seen.add(told['event_id'])
    const held = isJsonObject(record['personal']) ? record['personal'] : {}
    const sealed = told['sealed']
    if (held['sha256'] !== hash('sha256', sealed) || held['bytes'] !== Buffer.byteLength(sealed))
      differs('its sealed text is not what was sealed', record)
    else if (told['secret'] !== undefined && !isCommitted(sealed, told['secret']))
      differs('its secret is not the one of its sealed text', record)
    else if (told['text'] !== undefined && hasSecret(sealed))
      differs('its text is given without the secret that would prove it', record)
    else if (told['text'] !== undefined) unproven++
    else if (told['forgotten'] !== undefined) forgotten++
    else if (told['secret'] === undefined)
      findings.push({ kind: 'missing', what: 'its secret is missing', ...whereOf(record) })
  }
  for (const [id, record] of records)
    if (record['personal'] !== null && !seen.has(id))
      findings.push({ kind: 'missing', what: 'its sealed text is missing', ...whereOf(record) })
  return { findings, unproven, forgotten }
}

/** Before version 2 there was no key per event. */
const hasSecret = (sealed: string): boolean => ((Buffer.from(sealed, 'base64url')[0] ?? 0) & 0x7f) >= 2

/** Version byte, nonce of 12 bytes, commitment of 32: the second half of the secret's SHA-512. */
function isCommitted(sealed: string, secret: unknown): boolean {
  const bytes = hex(secret)
  if (!bytes) return false
  return hash('sha512', bytes, 'buffer')
    .subarray(32)
    .equals(Buffer.from(sealed, 'base64url').subarray(13, 45))
}
