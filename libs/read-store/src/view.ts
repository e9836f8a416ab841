import type { CommandId, EventId, Instant, JsonObject, Sealed } from '#kernel'
import type { CollectionSpec, Document } from './port.js'

/** An event as a view sees it: `personal` is copied as it is, with its coordinates, and never opened here. */
export interface ViewEvent {
  readonly id: EventId
  readonly type: string
  readonly stream: string
  readonly revision: number
  readonly position: string
  readonly recordedAt: Instant
  readonly data: JsonObject
  readonly personal?: Sealed
  readonly meta: {
    readonly commandId: CommandId
    readonly $causationId: string
    readonly $correlationId: string
    readonly actor: string
    readonly subjectId?: string
    readonly schema: number
  }
}

/**
 * What feeds the documents of a collection, and so what each of them reflects:
 * - `whole-stream`: one document per stream, made by its first event, fed by every one, never deleted. Reflects the
 *   revision; a missing revision is a fault. Prefer this: a parked stream can be taken up again exactly.
 * - `stream`: some events of one stream, e.g. one document per message. Reflects the revision.
 * - `beside`: any number of documents per stream, which the view's `whole-stream` document of that stream tells of: the fold
 *   writes and deletes them unseen, under ids `{stream}/…`. Reflects the revision. Named before that collection in
 *   `collections`, so that a store without transactions never has it ahead of them.
 * - `log`: events of several streams. Reflects the position, so a parked event can't be made up for: rebuild instead.
 */
export type FedBy = 'whole-stream' | 'stream' | 'beside' | 'log'

export interface ViewCollection extends CollectionSpec {
  readonly fedBy: FedBy
}

export interface DocumentKey {
  readonly collection: string
  readonly id: string
}

/** The documents as they are before the event. */
export interface Documents {
  /** Only of keys that `keys` named for this event. */
  get(collection: string, id: string): Document | undefined
}

/** A deleted document leaves no guard behind: on a store without transactions prefer one that says it is over. */
export type Change =
  | { readonly kind: 'put'; readonly collection: string; readonly document: Document }
  | { readonly kind: 'delete'; readonly collection: string; readonly id: string }

/**
 * A read model as pure functions; whoever runs it loads, batches and stores. Documents are JSON values: a missing
 * member is `null`, never `undefined`, so that a rebuilt document equals the live one byte for byte.
 */
export interface View {
  readonly name: string
  /** Raised with every change of fold or collections: the new version is built beside the old one. */
  readonly version: number
  readonly collections: readonly ViewCollection[]
  /** Cheap. For a `whole-stream` collection: every event of the stream. */
  handles(event: ViewEvent): boolean
  /** Asked when an event can't be read: is its stream one of this view's? All are unless said. */
  concerns?(stream: string): boolean
  /** Every document that `fold` may look at or change, but for those `beside` a stream's document. */
  keys(event: ViewEvent): readonly DocumentKey[]
  /**
   * The documents that change, each at most once. What it throws is the event's fault.
   * A document's new state should follow from itself and the event: on a store without transactions others may be ahead.
   */
  fold(event: ViewEvent, documents: Documents): readonly Change[]
}

/** The usual view: one collection, one document per event. */
export function documentView<D extends Document>(spec: {
  readonly name: string
  readonly version: number
  readonly collection: ViewCollection
  /** Undefined: not an event of this view. */
  idOf(event: ViewEvent): string | undefined
  concerns?(stream: string): boolean
  /** Undefined: nothing changes. */
  fold(document: D | undefined, event: ViewEvent): D | undefined
}): View {
  const collection = spec.collection.name
  return {
    name: spec.name,
    version: spec.version,
    collections: [spec.collection],
    handles: event => spec.idOf(event) !== undefined,
    ...(spec.concerns && { concerns: spec.concerns }),
    keys: event => {
      const id = spec.idOf(event)
      return id === undefined ? [] : [{ collection, id }]
    },
    fold: (event, documents) => {
      const id = spec.idOf(event)
      if (id === undefined) return []
      // Only this fold writes the collection, under this version.
      const document = spec.fold(documents.get(collection, id) as D | undefined, event)
      return document ? [{ kind: 'put', collection, document }] : []
    }
  }
}
