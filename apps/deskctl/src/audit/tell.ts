import { exitCodeOf, type Finding } from '#audit'
import type { JsonObject } from '#kernel'
import type { Terminal } from '../terminal.js'
import { show } from '../text.js'

/** What was found, in lines or as one JSON object; the exit code follows. `silent`: given keys that signed none of it. */
export async function tell(
  terminal: Terminal,
  findings: readonly Finding[],
  {
    facts,
    json,
    silent,
    sound
  }: {
    readonly facts: JsonObject
    readonly json: boolean
    readonly silent: readonly string[]
    readonly sound: string
  }
): Promise<void> {
  terminal.exitCode = exitCodeOf(findings)
  if (json) {
    const ok = findings.length === 0
    const found = {
      ...facts,
      keys_without_signature: [...silent],
      ok,
      findings: findings.map(one => ({ ...one }))
    }
    await terminal.write(`${JSON.stringify(found)}\n`)
    return
  }
  const lines = findings.length === 0 ? [`sound: ${sound}`] : findings.map(lineOf)
  await terminal.write([...lines, ...silent.map(silence), ''].join('\n'))
}

function lineOf({ kind, what, stream, revision, event }: Finding): string {
  const where = [
    stream === undefined ? '' : show(stream),
    revision === undefined ? '' : `revision ${revision}`,
    event === undefined ? '' : `event ${show(event)}`
  ]
  const at = where.filter(Boolean).join(', ')
  return `${kind}: ${at === '' ? '' : `${at}: `}${show(what)}`
}

const silence = (key: string): string => `the key ${show(key)} has signed nothing of it, and confirms nothing`
