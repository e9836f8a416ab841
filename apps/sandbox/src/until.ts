import type { Changes } from './changes.js'

/** Looks at once and after every change, until there is something or the time is over. */
export function until<T>(
  changes: Changes,
  look: () => T | undefined | null | false,
  what = 'what was waited for',
  timeoutMs = 10_000
): Promise<T> {
  const found = look()
  if (found !== undefined && found !== null && found !== false) return Promise.resolve(found)
  return new Promise((resolve, reject) => {
    let due = false
    const end = (then: () => void) => {
      clearTimeout(timer)
      unlisten()
      then()
    }
    const again = () => {
      due = false
      try {
        const now = look()
        if (now !== undefined && now !== null && now !== false) end(() => resolve(now))
      } catch (error) {
        end(() => reject(error))
      }
    }
    const unlisten = changes.listen(() => {
      if (due) return
      due = true
      setImmediate(again)
    })
    const timer = setTimeout(
      () => end(() => reject(new Error(`Not seen within ${timeoutMs} ms: ${what}`))),
      timeoutMs
    )
  })
}
