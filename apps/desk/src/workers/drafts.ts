import { hkdfSync } from 'node:crypto'
import { isJsonObject, type JsonObject } from '#kernel'
import { createBox } from '#privacy'
import type { Core } from '../start/core.js'

const prefix = 'template-draft:'
const keptMs = 86_400_000

/** Templates that somebody looks at before they are published: sealed in the desk state, for a day. */
export function templateDrafts({ stores, clock }: Pick<Core, 'stores' | 'clock'>) {
  const { state, masterKey } = stores
  const box = createBox(Buffer.from(hkdfSync('sha256', masterKey, '', 'template drafts', 32)))
  const isOld = (at: unknown) => typeof at !== 'number' || clock.now() - at > keptMs
  return {
    async keep(key: string, draft: { readonly id: string; readonly body: JsonObject }): Promise<void> {
      for (const { name, value } of await state.facts(prefix))
        if (isOld(value['at'])) await state.dropFact(name)
      await state.setFact(prefix + key, { at: clock.now(), sealed: box.seal(JSON.stringify(draft), key) })
    },
    /** Undefined: there is none, or it is over. */
    async find(key: string): Promise<{ readonly id: string; readonly body: JsonObject } | undefined> {
      const { at, sealed } = (await state.fact(prefix + key)) ?? {}
      if (typeof sealed !== 'string' || isOld(at)) return undefined
      const draft: unknown = JSON.parse(box.open(sealed, key))
      if (!isJsonObject(draft) || typeof draft['id'] !== 'string' || !isJsonObject(draft['body']))
        return undefined
      return { id: draft['id'], body: draft['body'] }
    }
  }
}
