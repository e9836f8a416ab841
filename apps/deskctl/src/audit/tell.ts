import { exitCodeOf, type Finding } from '#audit'
import type { JsonObject } from '#kernel'
import type { Terminal } from '../terminal.js'
import { show } from '../text.js'

/** What was found, in lines or as one JSON object; the exit code follows. */
export async function tell(
  terminal: Terminal,
  findings: readonly Finding[],
  { facts, json, sound }: { readonly facts: JsonObject; readonly json: boolean; readonly sound: string }
): Promise<void> {
  terminal.exitCode = exitCodeOf(findings)
  if (json) {
    const ok = findings.length === 0
    await terminal.write(`${JSON.stringify({ ...facts, ok, findings: findings.map(one => ({ ...one })) })}\n`)
    return
  }
  await terminal.write(findings.length === 0 ? `sound: ${sound}\n` : findings.map(lineOf).join(''))
}

function lineOf({ kind, what, stream, revision, event }: Finding): string {
  const where = [
    stream === undefined ? '' : show(stream),
    revision === undefined ? '' : `revision ${revision}`,
    event === undefined ? '' : `event ${show(event)}`
  ]
  const at = where.filter(Boolean).join(', ')
  return `${kind}: ${at === '' ? '' : `${at}: `}${show(what)}\n`
}
