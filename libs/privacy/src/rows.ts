import type { Instant, SubjectId } from '#kernel'
import type { VaultEntry } from './port.js'

export type SubjectEntry = VaultEntry & { readonly kind: 'subject' }
export type InboxEntry = VaultEntry & { readonly kind: 'inbox' }

/** Nonce, key and tag. */
export const wrappedKeyBytes = 12 + 32 + 16

export interface WrappedSalt {
  readonly origin: string
  readonly wrapped: Buffer
}

/** A wrapped inbox key; null once destroyed. */
export type InboxRow = Buffer | null

/**
 * What an adapter stores: opaque bytes under names. Everything secret is wrapped or hashed before it comes here.
 * When a write returns, it is on stable storage. Throws VaultUnavailable when the store can't be reached.
 */
export interface VaultRows {
  subjectOf(link: Buffer): Promise<SubjectId | undefined>
  /** First caller wins: answers the subject that holds the link afterwards. */
  addSubject(link: Buffer, subject: SubjectId, wrapped: Buffer): Promise<SubjectId>
  wrappedKeyOf(subject: SubjectId): Promise<Buffer | undefined>
  /** Destroys link and key, keeps subject and time. False when there was neither. */
  forgetSubject(subject: SubjectId, at: Instant): Promise<boolean>
  inboxKey(name: string): Promise<InboxRow | undefined>
  /** First caller wins, and a destroyed key stays destroyed: answers what holds afterwards. */
  addInboxKey(name: string, day: string, wrapped: Buffer): Promise<InboxRow>
  /** Destroys the keys of days before this one (`yyyy-mm-dd`), keeps their names; answers those. */
  destroyInboxKeys(beforeDay: string, at: Instant): Promise<string[]>
  /** In the order of the names after `after`, at most `limit`; `gone`: those whose key was destroyed, or the others. */
  subjects(gone: boolean, after: string, limit: number): Promise<SubjectEntry[]>
  inboxKeys(after: string, limit: number): Promise<InboxEntry[]>
  subject(subject: SubjectId): Promise<SubjectEntry | undefined>
  /** A subject without key or link, where there is none of this name; false where there is. */
  addForgotten(subject: SubjectId, at: Instant): Promise<boolean>
  /** Destroys this key, or notes it as destroyed where there is none. */
  destroyInboxKey(name: string, day: string, at: Instant): Promise<void>
  /** The origin of the log's proofs, and the wrapped salt key. */
  auditSalt(): Promise<WrappedSalt | undefined>
  /** First caller wins: answers what is held afterwards. */
  addAuditSalt(salt: WrappedSalt): Promise<WrappedSalt>
  logId(): Promise<string | undefined>
  bindTo(logId: string): Promise<void>
  ping(): Promise<void>
  close(): Promise<void>
}
