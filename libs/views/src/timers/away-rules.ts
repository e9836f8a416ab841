import { assignmentOf, toldIn } from '#domain'
import type { ViewCollection, ViewEvent } from '#read-store'

/** After how many seconds of absence each queue takes tickets from who is away. */
export type AwayRulesDocument = {
  readonly id: typeof awayRulesId
  readonly afterS: { readonly [queue: string]: number }
}

export const awayRulesId = 'away'

export const awayRules = {
  name: 'away_rules',
  fedBy: 'log',
  indexes: []
} as const satisfies ViewCollection

export function foldAwayRules(
  document: AwayRulesDocument | undefined,
  event: ViewEvent
): AwayRulesDocument | undefined {
  const told = toldIn('setting', event)
  if (!told) return document
  const { [told.data.id]: _, ...others } = document?.afterS ?? {}
  const { afterS, what } =
    told.type === 'SettingPublished' ? assignmentOf(told.data.body).whenAway : { afterS: 0, what: 'nothing' }
  const rules = what === 'nothing' ? others : { ...others, [told.data.id]: afterS }
  return { id: awayRulesId, afterS: rules }
}

/** Each length once, the shortest first. */
export const absencesWatched = (rules: Pick<AwayRulesDocument, 'afterS'> | undefined): readonly number[] =>
  [...new Set(Object.values(rules?.afterS ?? {}))].sort((a, b) => a - b)
