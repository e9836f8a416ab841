import type { AgentId, TeamId } from '#kernel'

/** Somebody who could get the ticket, as things stood when that was asked. */
export type CardChoice = {
  readonly agentId: AgentId
  /** How many tickets count as theirs. */
  readonly load: number
  readonly limit: number | null
}

/** What the buttons of a card offer. */
export type CardSide =
  | { readonly kind: 'actions' }
  | { readonly kind: 'priorities' }
  | { readonly kind: 'teams'; readonly choices: readonly TeamId[] }
  /** `holder`: who had the ticket then; pages count from 0. */
  | {
      readonly kind: 'agents'
      readonly holder: AgentId | null
      readonly page: number
      readonly pages: number
      readonly choices: readonly CardChoice[]
    }
