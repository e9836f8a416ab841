import { once, Refused } from '../api/client.js'
import { common } from '../words/common.js'
import { inWords } from './states.js'
import { say } from './toasts.js'

export interface Answered {
  readonly error?: unknown
  readonly response: Response
}

/** What a command sends along: that it is done once, and only on what was seen. */
export const onlyOn = (revision: number) => ({ ...once(), 'If-Match': `"r${revision}"` })

/** Undefined: the desk could not be asked. */
type Outcome = { readonly isDone: true } | { readonly isDone: false; readonly refused: Refused } | undefined

/** What came of a command, for who says it in words of their own. */
export async function outcomeOf(command: () => Promise<Answered>): Promise<Outcome> {
  try {
    const { error, response } = await command()
    if (response.ok) return { isDone: true }
    const problem = (error ?? {}) as { type?: string; detail?: string }
    const type = problem.type?.split('/').at(-1) ?? ''
    const detail = problem.detail ?? response.statusText
    return { isDone: false, refused: new Refused(response.status, type, detail, { ...problem }) }
  } catch {
    return undefined
  }
}

/** Says in words what came of it: `own` by the type of a refusal. What the page shows is read anew. */
export function tell(
  outcome: Outcome,
  again: () => void,
  done?: string,
  own: { readonly [type: string]: string } = {}
): void {
  if (!outcome) {
    say(common.value.broken, true)
    return
  }
  if (outcome.isDone) {
    if (done !== undefined) say(done)
  } else {
    const { refused } = outcome
    say(own[refused.type] ?? (refused.status === 412 ? common.value.theirs : inWords(refused)), true)
  }
  again()
}

/** Does it, and says in words what came of it. Answers whether it was done. */
export async function act(
  command: () => Promise<Answered>,
  again: () => void,
  done?: string,
  own?: { readonly [type: string]: string }
): Promise<boolean> {
  const outcome = await outcomeOf(command)
  tell(outcome, again, done, own)
  return outcome?.isDone === true
}
