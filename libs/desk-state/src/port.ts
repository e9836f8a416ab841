import { InfrastructureFault, type Instant, type JsonObject, TakenOver } from '#kernel'
import type { Hooks } from './hooks.js'
import type { Uploads } from './uploads.js'

/** Where a process goes on. `note` holds what the process needs beside it, e.g. unfinished work it has carried past the position. */
export interface ProcessCheckpoint {
  readonly position: string
  readonly eventId: string
  readonly note?: JsonObject
}

/** A small note of a process: work it has carried past its checkpoint, a pause it must keep. */
export interface Note {
  readonly name: string
  readonly value: JsonObject
}

export interface NamedCheckpoint extends ProcessCheckpoint {
  readonly process: string
}

/** An event that failed by itself, or a later one of the same sequence that waits behind it. */
export interface Parked {
  readonly process: string
  readonly sequence: string
  readonly position: string
  readonly eventId: string
  readonly stream: string
  readonly revision: number
  /** Absent for events that only wait. */
  readonly error?: string
  readonly attempts: number
  readonly parkedAt: Instant
}

export interface Lease {
  readonly name: string
  readonly owner: string
  /** Rises with every change of owner. */
  readonly fence: number
  readonly until: Instant
}

/** The answer to a request with an Idempotency-Key. */
export interface Remembered {
  readonly fingerprint: string
  /** Absent while the first request is at work, or after a crash in it. */
  readonly answer?: { readonly status: number; readonly headers: JsonObject; readonly body: JsonObject }
  readonly at: Instant
}

/**
 * What is not in the log and can't be rebuilt. As durable as the log: when a write returns, it is on stable storage.
 * Every method throws StateUnavailable when the store can't be reached.
 */
export interface DeskState {
  checkpoint(process: string): Promise<ProcessCheckpoint | undefined>
  /** Every process that has saved one, by name. */
  checkpoints(): Promise<NamedCheckpoint[]>
  /** @throws Superseded when a higher fence has written it */
  saveCheckpoint(process: string, checkpoint: ProcessCheckpoint, fence: number): Promise<void>

  note(name: string): Promise<JsonObject | undefined>
  /** All of them, by name. */
  notes(): Promise<Note[]>
  /** @throws Superseded when a higher fence has written it */
  saveNote(name: string, value: JsonObject, fence: number): Promise<void>

  /** By process and position; parking it again replaces sequence, error and attempts, and keeps `parkedAt`. */
  park(parked: Parked): Promise<void>
  /** Oldest first. */
  parked(process?: string): Promise<Parked[]>
  /** The sequences of a process with something parked; asked at each start. */
  parkedSequences(process: string): Promise<Set<string>>
  unpark(process: string, position: string): Promise<void>

  /**
   * Takes or renews a lease by the store's clock: granted when free, run out, or already the owner's.
   * Undefined when another owner holds it. The fence rises when the owner changes.
   */
  acquireLease(name: string, owner: string, ttlMs: number): Promise<Lease | undefined>
  /** Gives it back at once; nothing happens when another owner has it. */
  releaseLease(name: string, owner: string): Promise<void>
  /** Those held now, by name. */
  leases(): Promise<Lease[]>

  /** First caller wins: answers what is remembered for the key, after remembering this fingerprint if nothing was. */
  remember(key: string, fingerprint: string, at: Instant): Promise<Remembered>
  /** Keeps the answer of a remembered key; the first answer stays. */
  answered(key: string, answer: NonNullable<Remembered['answer']>): Promise<void>
  /** Everything remembered, by key, pulled. What is remembered meanwhile may be missing. */
  answers(): AsyncIterable<Remembered & { readonly key: string }>
  /** Forgets at most `limit` of those that are older, the oldest first, so that nobody waits long for it; answers how many. */
  forgetAnswers(before: Instant, limit: number): Promise<number>
  /** Forgets every answer in which this id stands, e.g. of a person who was forgotten; answers how many. Looks at all. */
  forgetAnswersNaming(id: string): Promise<number>

  /** Small facts of this installation (log id, sandbox or real bot, hash of the API key, retry_after deadlines). */
  fact(name: string): Promise<JsonObject | undefined>
  /** All of them, or those whose names begin so, by name. */
  facts(prefix?: string): Promise<{ readonly name: string; readonly value: JsonObject }[]>
  setFact(name: string, value: JsonObject): Promise<void>
  /** Sets it only where none is; answers the one that holds. */
  setFactOnce(name: string, value: JsonObject): Promise<JsonObject>
  dropFact(name: string): Promise<void>

  /** The schema of events that the desk has come to; 0 before the first. */
  eventSchema(): Promise<number>
  /** It rises to `atLeast` where that is more, and never falls; answers what holds. */
  raiseEventSchema(atLeast: number): Promise<number>

  readonly hooks: Hooks
  readonly uploads: Uploads

  ping(): Promise<void>
  close(): Promise<void>
}

export class StateUnavailable extends InfrastructureFault {
  override readonly name = 'StateUnavailable'
}

export class Superseded extends TakenOver {
  override readonly name = 'Superseded'
}

/** The state can't be opened as it is: damaged, of a newer desk, or another file. It can't be rebuilt: has the remedy. */
export class UnusableState extends Error {
  override readonly name = 'UnusableState'
}
