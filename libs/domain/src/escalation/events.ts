import type { AgentId, Instant, TeamId } from '#kernel'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** How high a ticket stands, and whose it is there. Level 0: nobody's yet. */
export interface Rung {
  readonly teamId: TeamId | null
  readonly level: number
}

/** Whoever takes note: an agent, or the key of a program. */
export type AcknowledgedBy = { readonly agentId: AgentId } | { readonly keyId: string }

export type TypedBy = { readonly agentId: AgentId; readonly sentAt: Instant }

/** A part of the storage format: grows, is never renamed. */
export type EscalationEvent =
  /** Handed up. `rule`: whose doing it is; null: somebody asked for it. personal: reason, where one was given */
  | Event<
      'TicketEscalated',
      {
        readonly from: Rung
        readonly to: Rung & { readonly teamId: TeamId }
        readonly rule: { readonly id: string; readonly version: number } | null
        readonly at: Instant
        /** Who typed the command, and when. Absent: nobody did. */
        readonly typed?: TypedBy
      }
    >
  | Event<'EscalationAcknowledged', { readonly by: AcknowledgedBy; readonly at: Instant }>
  /** It came back: another team has it, or none. */
  | Event<'TicketDeescalated', { readonly from: Rung; readonly toTeamId: TeamId | null }>
