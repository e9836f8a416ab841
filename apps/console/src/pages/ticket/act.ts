import { once, Refused } from '../../api/client.js'
import { inWords } from '../../ui/states.js'
import { say } from '../../ui/toasts.js'
import { common } from '../../words/common.js'

interface Answered {
  readonly error?: unknown
  readonly response: Response
}

/** What a command sends along: that it is done once, and only on what was seen. */
export const onlyOn = (revision: number) => ({ ...once(), 'If-Match': `"r${revision}"` })

/** Does it, and says in words what came of it. Answers whether it was done. */
export async function act(
  command: () => Promise<Answered>,
  again: () => void,
  done?: string
): Promise<boolean> {
  try {
    const { error, response } = await command()
    if (response.ok) {
      if (done !== undefined) say(done)
      again()
      return true
    }
    const problem = (error ?? {}) as { type?: string; detail?: string }
    const refused = new Refused(
      response.status,
      problem.type?.split('/').at(-1) ?? '',
      problem.detail ?? response.statusText,
      { ...problem }
    )
    say(response.status === 412 ? common.value.theirs : inWords(refused), true)
    again()
  } catch {
    say(common.value.broken, true)
  }
  return false
}
