import type { Language } from '#domain'
import { type Instant, type JsonObject, toIso } from '#kernel'
import { alertsFact, alertWords, type DeskFacts, foundIn, lastingIn } from '#processes'
import type { HealthParts } from './parts.js'
import { Probe } from './probe.js'

/** What is wrong now, in words; an alert only once it has lasted. */
export const warningsOf = (facts: DeskFacts, language: Language): string[] =>
  [...foundIn(facts, () => false)].map(([name, { details }]) => alertWords(language, name, details).detail)

/** The alerts that last: as whoever watches says; where nobody does, or can be heard, as it looks from here. */
export function createAlertLook(
  parts: HealthParts
): (facts: DeskFacts, language: Language) => Promise<JsonObject[]> {
  const { core, worker } = parts
  const told = new Probe(() => core.stores.state.fact(alertsFact), core.clock)
  let seenHere = new Map<string, Instant>()

  function seenFromHere(facts: DeskFacts) {
    const found = foundIn(facts, name => seenHere.has(name))
    seenHere = new Map([...found.keys()].map(name => [name, seenHere.get(name) ?? facts.now]))
    return [...found].map(([name, { details }]) => ({
      name,
      since: seenHere.get(name) ?? facts.now,
      details
    }))
  }

  return async (facts, language) => {
    const here = worker()?.running('alert-watch')?.watch.lasting()
    const known = here || !core.isShared ? undefined : await told.look()
    const isWatched = known && !known.trouble && !facts.unheld.includes('alerts')
    const lasting = here ?? (isWatched ? lastingIn(known.value) : seenFromHere(facts))
    return lasting.map(({ name, since, details }) => {
      const { detail, remedy } = alertWords(language, name, details)
      return { name, since: toIso(since), detail, remedy }
    })
  }
}
