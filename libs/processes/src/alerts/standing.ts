import { type AlertDetails, type AlertKindName, alertKindNames, alertName } from '#domain'
import type { Instant } from '#kernel'
import type { DeskFacts } from './facts.js'
import { alertKinds } from './kinds.js'

/** Found at no look for so long, an alert is over. What comes back before that has never been away. */
export const overMs = 30_000

/** Something that was found: an alert once it has begun. */
export interface Standing {
  readonly since: Instant
  readonly details: AlertDetails
  readonly begun: boolean
  /** On the monotonic clock. */
  readonly foundSince: number
  readonly foundLast: number
}

export interface Looked {
  readonly standing: ReadonlyMap<string, Standing>
  readonly begun: readonly string[]
  readonly ended: readonly string[]
}

interface FoundNow {
  readonly details: AlertDetails
  readonly afterMs: number
}

/** What has begun and what is over, by one more look at the facts. Pure. */
export function look(before: ReadonlyMap<string, Standing>, facts: DeskFacts, monotonic: number): Looked {
  const lasts = (name: string) => before.get(name)?.begun === true
  const found = foundIn(facts, lasts)
  const standing = new Map<string, Standing>()
  const begun: string[] = []
  const ended: string[] = []
  for (const [name, { details, afterMs }] of found) {
    const known = before.get(name)
    const foundSince = known?.foundSince ?? monotonic
    const hasBegun = known?.begun === true || monotonic - foundSince >= afterMs
    if (hasBegun && !known?.begun) begun.push(name)
    const since = known?.since ?? facts.now
    standing.set(name, { since, details, begun: hasBegun, foundSince, foundLast: monotonic })
  }
  for (const [name, known] of before) {
    if (found.has(name) || !known.begun) continue
    if (monotonic - known.foundLast >= overMs) ended.push(name)
    else standing.set(name, known)
  }
  return { standing, begun, ended }
}

/** What holds now, by the alert's name. */
export function foundIn(facts: DeskFacts, lasts: (name: string) => boolean): ReadonlyMap<string, FoundNow> {
  const found = new Map<string, FoundNow>()
  for (const kind of alertKindNames) {
    const { look, afterS } = alertKinds[kind]
    for (const { subject, details } of look(facts, one => lasts(alertName(kind, one)))) {
      found.set(alertName(kind, subject), { details, afterMs: afterS * 1000 })
    }
  }
  return found
}

/** As the log has it: what began before this process did. */
export const begunBefore = (since: Instant, details: AlertDetails, monotonic: number): Standing => ({
  since,
  details,
  begun: true,
  foundSince: monotonic,
  foundLast: monotonic
})

export const isTold = (kind: AlertKindName | undefined): boolean =>
  kind === undefined || alertKinds[kind].general
