import type { Update } from '@grammyjs/types'
import { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.js'

export interface Answer {
  ok: boolean
  result?: unknown
  error_code?: number
  description?: string
  parameters?: { retry_after?: number; migrate_to_chat_id?: number }
}

export interface Bot {
  /** The answer as it came. */
  call(method: string, params?: object): Promise<Answer>
  /** The result; throws when the answer is not ok. */
  get<T>(method: string, params?: object): Promise<T>
  /** What `getUpdates` has now, confirmed at once. */
  updates(): Promise<Update[]>
  /** The description of the error that the call must end with. */
  refused(method: string, params?: object): Promise<string>
}

/** A bot that only knows the Bot API. */
export function botOf({ url, botToken }: Pick<Sandbox, 'url' | 'botToken'>): Bot {
  const call = async (method: string, params: object = {}): Promise<Answer> => {
    const response = await fetch(`${url}/bot${botToken}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params)
    })
    return JSON.parse(await response.text())
  }
  const get = async <T>(method: string, params?: object): Promise<T> => {
    const answer: Answer & { result?: T } = Object.assign(await call(method, params))
    if (!answer.ok || answer.result === undefined) throw new Error(`${method}: ${answer.description}`)
    return answer.result
  }
  return {
    call,
    get,
    updates: async () => {
      const updates = await get<Update[]>('getUpdates')
      const last = updates.at(-1)
      if (last) await get('getUpdates', { offset: last.update_id + 1 })
      return updates
    },
    refused: async (method, params) => {
      const answer = await call(method, params)
      if (answer.ok) throw new Error(`${method} was accepted`)
      return `${answer.error_code} ${answer.description}`
    }
  }
}

export async function withSandbox(
  options: Partial<SandboxOptions>,
  use: (sandbox: Sandbox, bot: Bot) => Promise<void>
): Promise<void> {
  const sandbox = await startSandbox({ port: 0, limits: false, ...options })
  try {
    await use(sandbox, botOf(sandbox))
  } finally {
    await sandbox.stop()
  }
}
