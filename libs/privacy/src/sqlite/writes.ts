/** What the writing thread is asked to do. All of one batch is one transaction. */
export type Write =
  | { kind: 'addSubject'; link: Uint8Array; subject: string; wrapped: Uint8Array }
  | { kind: 'forgetSubject'; subject: string; at: number }
  | { kind: 'addForgotten'; subject: string; at: number }
  | { kind: 'destroyInboxKey'; name: string; day: string; at: number }
  | { kind: 'addInboxKey'; name: string; day: string; wrapped: Uint8Array }
  | { kind: 'destroyInboxKeys'; beforeDay: string; at: number }

/** One answer per write: the holding subject; whether it was there; the holding key; the names destroyed. */
export type Written = string | boolean | Uint8Array | null | string[]

export interface Batch {
  readonly id: number
  readonly writes: readonly Write[]
}

export type BatchDone =
  | { readonly id: number; readonly written: readonly Written[] }
  | { readonly id: number; readonly error: string }
