import type { ServerSessionId } from 'mongodb'
import type { CollectionSpec, IndexValue, Reflects, ViewId } from '../index.js'

/** Raised when the shapes below change; a database of another format is not opened. */
export const format = 1

/** One build: its guard, its checkpoint, and where its documents lie. */
export interface BuildRecord extends ViewId {
  /** `name/version/build` */
  readonly _id: string
  /** Random: tells this build from one of the same number that was dropped. */
  readonly generation: string
  /** The collections it was made with, as JSON. */
  readonly shape: string
  readonly fence: number
  readonly position: string | null
  readonly eventId: string | null
  /** The session of whoever wrote last. */
  readonly writer?: ServerSessionId
  /** Nothing reads or writes it any more; its collections are about to go. */
  readonly dropped: boolean
}

export interface CurrentRecord extends ViewId {
  /** Name of the view. */
  readonly _id: string
}

/** The document as JSON text: it comes back byte for byte, whatever its members are called. `f` is what it is filed under. */
export interface DocumentRecord {
  readonly _id: string
  readonly reflects: Reflects
  readonly fence: number
  readonly f: { readonly [field: string]: IndexValue }
  readonly json: string
}

export const buildKey = (view: ViewId): string => `${view.name}/${view.version}/${view.build}`

export const collectionName = (build: Pick<BuildRecord, '_id' | 'generation'>, collection: string): string =>
  `${build._id}-${build.generation}/${collection}`

export const fieldPath = (field: string): string => `f.${field}`

/** Of each declared index: the fields of equality, the one that orders, the id. */
export function indexKeys(spec: CollectionSpec): { name: string; key: Record<string, 1> }[] {
  return spec.indexes.map(({ name, equal, order }) => ({
    name,
    key: Object.fromEntries([...[...equal, order].map(fieldPath), '_id'].map(field => [field, 1 as const]))
  }))
}
