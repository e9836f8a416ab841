import {
  type EventId,
  InfrastructureFault,
  type Instant,
  type JsonObject,
  type Sealed,
  type SubjectId
} from '#kernel'

/** A 256-bit data key, ready for use. */
export type DataKey = Buffer

/**
 * One random key per subject, and one per bot and day for the inbox, each wrapped by the master key.
 * The only place that links a Telegram user to a subject, and only as an HMAC under the master key.
 * When a write returns, it is on stable storage. Throws VaultUnavailable when the store can't be reached.
 */
export interface Vault {
  /** The subject of a Telegram user; made with its key at first sight. The same for ten callers at once. */
  subjectFor(telegramUserId: number): Promise<SubjectId>
  /** As `subjectFor`, without making one. */
  findSubject(telegramUserId: number): Promise<SubjectId | undefined>
  /** Of what is no person and has secrets all the same: a key under a pseudonym that nothing leads to. */
  newSubject(): Promise<SubjectId>
  /** Undefined: forgotten, or never known. */
  keyOf(subject: SubjectId): Promise<DataKey | undefined>
  /** Destroys the key and the link; the next contact is a new subject. True when there was one. Kept as a tombstone. */
  forget(subject: SubjectId): Promise<boolean>
  /** `name` is `inbox-{bot}-{yyyy-mm-dd}`. Made where it is missing, never made again once destroyed (undefined then). */
  inboxKey(name: string): Promise<DataKey | undefined>
  /** As `inboxKey`, without making one: for whoever only reads. */
  findInboxKey(name: string): Promise<DataKey | undefined>
  /** Destroys the inbox keys of days before this one; answers their names. */
  destroyInboxKeysBefore(instant: Instant): Promise<string[]>
  /** Everything kept, keys still wrapped by the master key, those of the forgotten first; pulled. */
  entries(): AsyncIterable<VaultEntry>
  /**
   * Takes over an entry of another vault with the same master key. The same entry again changes nothing; a destroyed key
   * destroys the one held here, and stays destroyed whatever comes later. True when something was changed.
   * @throws VaultConflict where another key is held under this name, or another subject under this link
   */
  adopt(entry: VaultEntry): Promise<boolean>
  /** The salt key of the log's proofs; undefined: none was made yet, or it was lost with a vault. */
  auditSalt(): Promise<AuditSalt | undefined>
  /** Made with the log, under its origin; the first stays for ever: answers that. */
  makeAuditSalt(origin: string): Promise<AuditSalt>
  /** The log that this vault was bound to; undefined: none yet. Not copied with the entries. */
  logId(): Promise<string | undefined>
  /** From now on it belongs to this log, whatever it belonged to before. */
  bindTo(logId: string): Promise<void>
  ping(): Promise<void>
  close(): Promise<void>
}

/** Without it no record can be made again, so nothing that was sealed be checked. No part of key rotation. */
export interface AuditSalt {
  readonly key: DataKey
  /** The id of the log with which it was made: copies of the log keep it. */
  readonly origin: string
}

/** What a vault keeps of a subject, or of a bot's inbox on one day. Holds no key that opens without the master key. */
export type VaultEntry =
  | { readonly kind: 'audit'; readonly origin: string; readonly wrapped: Buffer }
  | {
      readonly kind: 'subject'
      readonly subject: SubjectId
      /** HMAC of the Telegram id; null with `wrapped`, once forgotten. */
      readonly link: Buffer | null
      readonly wrapped: Buffer | null
      readonly forgottenAt: Instant | null
    }
  | {
      readonly kind: 'inbox'
      readonly name: string
      readonly wrapped: Buffer | null
      readonly destroyedAt: Instant | null
    }

/** Two vaults hold different keys for the same thing: one is no copy of the other. */
export class VaultConflict extends Error {
  override readonly name = 'VaultConflict'
}

export class VaultUnavailable extends InfrastructureFault {
  override readonly name = 'VaultUnavailable'
}

/** The vault can't be opened as it is: damaged, of a newer desk, or another file. It can't be rebuilt: has the remedy. */
export class UnusableVault extends Error {
  override readonly name = 'UnusableVault'
}

/** The master key is not the one this vault was made with. */
export class WrongMasterKey extends Error {
  override readonly name = 'WrongMasterKey'
}

/** Where a blob belongs: bound into the cipher, so that it opens nowhere else. */
export interface Coordinates {
  readonly stream: string
  readonly eventId: EventId
  readonly type: string
  /** Whose key: a subject, or an inbox key's name. */
  readonly subjectId: string
}

export interface Sealer {
  /** Under a key of this event alone (envelope.ts), never twice alike. @throws KeyGone when the subject's key was destroyed */
  seal(at: Coordinates, value: JsonObject): Promise<Sealed>
  /** Undefined when the key was destroyed ("forgotten"). @throws Error when the blob was changed or moved */
  open(at: Coordinates, sealed: Sealed): Promise<JsonObject | undefined>
  /** Opens this event and no other, for whoever is given it. Undefined when the subject's key was destroyed. */
  secretOf(at: Pick<Coordinates, 'eventId' | 'subjectId'>): Promise<EventSecret | undefined>
}

/** HMAC-SHA-256 of the event's id under the subject's key: 32 bytes. */
export type EventSecret = Buffer

export class KeyGone extends Error {
  override readonly name = 'KeyGone'
}
