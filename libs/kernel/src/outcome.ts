/** A refusal is a value: the state of things says no. Faults are exceptions. */
export interface Refusal<Reason extends string = string> {
  readonly ok: false
  readonly reason: Reason
  /** Facts that help whoever asked, e.g. who holds the ticket. Never personal data. */
  readonly details?: { readonly [key: string]: string | number | null }
}

export interface Ok<T> {
  readonly ok: true
  readonly value: T
}

export type Outcome<T, Reason extends string = string> = Ok<T> | Refusal<Reason>

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value })

export const refuse = <Reason extends string>(
  reason: Reason,
  details?: Refusal['details']
): Refusal<Reason> => (details ? { ok: false, reason, details } : { ok: false, reason })

/** For the end of an exhaustive switch: compiles only when no case is left. */
export function unreachable(value: never): never {
  throw new Error(`unreachable case: ${JSON.stringify(value)}`)
}
