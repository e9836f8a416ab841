import type { ClientSession, Db, IndexDescription } from 'mongodb'
import type { Parked } from '../index.js'
import type { HookRecord } from './hooks.js'
import type { PieceRecord } from './uploads.js'

/** Raised when the shapes below change; a database of another format is not opened. */
export const format = 1

/** JSON values are kept as text, so that they come back as they were, whatever their members are called. */
type JsonText = string

export interface CheckpointRecord {
  /** Name of the process. */
  readonly _id: string
  readonly position: string
  readonly eventId: string
  readonly note: JsonText | null
  readonly fence: number
}

export interface NoteRecord {
  readonly _id: string
  readonly value: JsonText
  readonly fence: number
}

export interface ParkedRecord extends Omit<Parked, 'error'> {
  /** Process and position. */
  readonly _id: string
  readonly error: string | null
}

export interface LeaseRecord {
  /** Name of the lease. */
  readonly _id: string
  readonly owner: string
  readonly fence: number
  readonly until: number
}

export interface AnswerRecord {
  /** The Idempotency-Key. */
  readonly _id: string
  readonly fingerprint: string
  readonly answer: JsonText | null
  readonly at: number
}

export interface FactRecord {
  readonly _id: string
  readonly value: JsonText
}

export interface SchemaRecord {
  readonly _id: string
  readonly version: number
}

export const collections = (db: Db) => ({
  checkpoints: db.collection<CheckpointRecord>('checkpoints'),
  notes: db.collection<NoteRecord>('notes'),
  parked: db.collection<ParkedRecord>('parked'),
  leases: db.collection<LeaseRecord>('leases'),
  answers: db.collection<AnswerRecord>('answers'),
  facts: db.collection<FactRecord>('facts'),
  hooks: db.collection<HookRecord>('hooks'),
  uploads: db.collection<PieceRecord>('uploads'),
  schemas: db.collection<SchemaRecord>('schemas')
})

const indexes: { readonly [collection: string]: IndexDescription[] } = {
  parked: [
    { name: 'by_age', key: { position: 1, process: 1 } },
    { name: 'by_process', key: { process: 1, position: 1 } },
    { name: 'sequences', key: { process: 1, sequence: 1 } }
  ],
  answers: [{ name: 'by_age', key: { at: 1 } }],
  hooks: [
    { name: 'in_order', key: { endpoint: 1, order: 1, id: 1 } },
    { name: 'of_state', key: { endpoint: 1, state: 1, order: 1, id: 1 } },
    { name: 'by_age', key: { at: 1 } },
    { name: 'by_subject', key: { subject: 1 } }
  ],
  uploads: [
    { name: 'by_upload', key: { upload: 1 } },
    { name: 'by_age', key: { at: 1 } }
  ]
}

/** Makes what is missing; nothing happens where all is there. */
export async function ensureIndexes(db: Db, session: ClientSession): Promise<void> {
  for (const [name, wanted] of Object.entries(indexes)) {
    await db.collection(name).createIndexes(wanted, { session })
  }
}
