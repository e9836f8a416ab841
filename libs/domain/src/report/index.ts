import { countAgents } from './agents.js'
import type { Counting, ReportName } from './question.js'
import { countRatings } from './ratings.js'
import { countTimes } from './times.js'
import { countVolume } from './volume.js'

export { type ArticleCounts, type ArticlePeriod, countArticles } from './articles.js'
export * from './facts.js'
export * from './grouping.js'
export * from './instances.js'
export * from './question.js'
export { goodFrom, wilson } from './ratings.js'
export * from './tally.js'

/** What each report counts of a ticket. */
export const countings: { readonly [name in ReportName]: Counting } = {
  volume: countVolume,
  times: countTimes,
  agents: countAgents,
  ratings: countRatings
}
