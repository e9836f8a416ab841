import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { DeskState } from '#desk-state'
import type { Clock, JsonObject, QueueId } from '#kernel'
import { createBox } from '#privacy'

/** What a link makes of the ticket that its follower opens. */
export interface LinkOpening {
  readonly queueId: QueueId | null
  readonly form: string | null
  /** Values by ticket field. */
  readonly fields: JsonObject
}

/** Links that choose queue and form. */
export interface Links {
  /** What stands behind `?start=`. Holds for 90 days, for whoever follows it. */
  make(opening: LinkOpening): Promise<string>
  /** Undefined: it is none of ours, not as it was made, or too old. */
  open(payload: string): Promise<LinkOpening | undefined>
}

export const LINKS = Symbol('Links')

const keptMs = 90 * 86_400_000
const tokenBytes = 16
const facts = 'link/'

/** `key`: 32 bytes, for nothing else, the same in every process of the desk. */
export function createLinks({
  state,
  key,
  clock
}: {
  readonly state: Pick<DeskState, 'fact' | 'facts' | 'setFact' | 'dropFact'>
  readonly key: Uint8Array
  readonly clock: Clock
}): Links {
  const derived = (what: string) => createHmac('sha256', key).update(what).digest()
  const [macKey, box] = [derived('mac'), createBox(derived('box'))]
  const payloadOf = (token: Buffer): string => {
    const mac = createHmac('sha256', macKey).update(token).digest().subarray(0, tokenBytes)
    return token.toString('base64url') + mac.toString('base64url')
  }
  /** Who reads the desk state has no link that works. */
  const nameOf = (token: Buffer): string => `${facts}${hash('sha256', token, 'hex')}`

  async function forgetOld(): Promise<void> {
    for (const { name, value } of await state.facts(facts))
      if (Number(value['until']) <= clock.now()) await state.dropFact(name)
  }

  return {
    async make(opening) {
      await forgetOld()
      const token = randomBytes(tokenBytes)
      const name = nameOf(token)
      const sealed = box.seal(JSON.stringify(opening), name)
      await state.setFact(name, { until: clock.now() + keptMs, sealed })
      return payloadOf(token)
    },
    async open(payload) {
      if (!/^[A-Za-z0-9_-]{44}$/.test(payload)) return undefined
      const token = Buffer.from(payload.slice(0, 22), 'base64url')
      // As text: a last letter can differ in bits that no byte has.
      if (!timingSafeEqual(Buffer.from(payloadOf(token)), Buffer.from(payload))) return undefined
      const name = nameOf(token)
      const kept = await state.fact(name)
      if (!kept || Number(kept['until']) <= clock.now()) return undefined
      // As it was made by `make`.
      return JSON.parse(box.open(String(kept['sealed']), name)) as LinkOpening
    }
  }
}
