import { InfrastructureFault, type JsonObject, TakenOver } from '#kernel'

/** Anything that sorts as text or is a number; booleans as 0 and 1. */
export type IndexValue = string | number | null

/** What a document is filed under. Each field must be declared in one of the collection's indexes. */
export interface Document extends JsonObject {
  readonly id: string
}

/**
 * An index: the fields compared for equality first, in this order, then the one that orders.
 * The id is always the last key, so every order is total.
 */
export interface Index {
  readonly name: string
  readonly equal: readonly string[]
  readonly order: string
}

export interface CollectionSpec {
  readonly name: string
  readonly indexes: readonly Index[]
}

/**
 * What a document reflects: the revision of its one stream, or the position in the log for a document fed by several.
 * Numbers compare with numbers, positions with positions; one collection uses one kind.
 */
export type Reflects = number | string

export interface Stored<D extends Document = Document> {
  readonly document: D
  readonly reflects: Reflects
}

export type Write =
  /** Refused silently where the stored document already reflects this or something later. */
  | {
      readonly kind: 'put'
      readonly collection: string
      readonly document: Document
      readonly reflects: Reflects
    }
  /**
   * Takes the document away, unless it reflects this or something later. Later puts of older things would bring it back:
   * whoever writes sees to it that what the checkpoint has passed is not put again.
   */
  | { readonly kind: 'delete'; readonly collection: string; readonly id: string; readonly reflects: Reflects }

export interface Checkpoint {
  /** Of the last event handled, with its id: tells whether the position belongs to this log. */
  readonly position: string
  readonly eventId: string
}

export interface Find {
  /** Name of a declared index. */
  readonly index: string
  /** One value or several (any of them) for the first fields of `equal`, in their order: a prefix may be given. At most 50 each. */
  readonly where: { readonly [field: string]: IndexValue | readonly IndexValue[] }
  /** Bounds on the ordering field, `from` inclusive, `to` exclusive. */
  readonly from?: IndexValue
  readonly to?: IndexValue
  readonly descending?: boolean
  /** Continue after this document (exclusive). */
  readonly after?: { readonly order: IndexValue; readonly id: string }
  /** 1 to 1000. */
  readonly limit: number
}

/**
 * One build of one version of one view: its own collections and checkpoint, beside those of other builds.
 * The version stands in the code next to the fold; `build` (from 0) tells rebuilds of the same version apart.
 */
export interface ViewId {
  readonly name: string
  readonly version: number
  readonly build: number
}

export interface ViewStore {
  get(collection: string, id: string): Promise<Stored | undefined>
  /** Those that exist, each once, in no order. */
  getMany(collection: string, ids: readonly string[]): Promise<Stored[]>
  /** In index order; stable under inserts when continued with `after`. @throws UndeclaredIndex */
  find(collection: string, query: Find): Promise<Stored[]>
  /** As `find` without order and limit. */
  count(collection: string, query: Pick<Find, 'index' | 'where' | 'from' | 'to'>): Promise<number>
  checkpoint(): Promise<Checkpoint | undefined>
  /**
   * Documents and checkpoint, in this order. In one transaction where the engine can; guarded always, so that a repeat
   * changes nothing. The checkpoint never goes back: an older one is left out, the documents are written all the same.
   * @throws Fenced under a fence lower than the last seen, or when the build was dropped; nothing is written
   */
  write(writes: readonly Write[], checkpoint: Checkpoint, fence?: number): Promise<void>
}

/** What queries may do. */
export type ViewReads = Omit<ViewStore, 'write'>

export interface ReadStore {
  /** Makes the collections and indexes where they are missing. @throws Error when they differ from those it was made with */
  open(view: ViewId, collections: readonly CollectionSpec[]): Promise<ViewStore>
  /** The build that queries read; undefined before the first. Cheap: asked for every query. */
  current(name: string): Promise<ViewId | undefined>
  switchTo(view: ViewId): Promise<void>
  /** All builds of a view, in the order of version and build. */
  builds(name: string): Promise<ViewId[]>
  /** Removes a build's documents and checkpoint, and the switch where it points to it. Nothing happens when there is none. */
  drop(view: ViewId): Promise<void>
  /** Answers or throws StoreUnavailable. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** The query names an index that is not declared, or does not fit it: a mistake of the caller. */
export class UndeclaredIndex extends Error {
  override readonly name = 'UndeclaredIndex'
}

/** Can't be reached or can't write now. Worth repeating later. */
export class StoreUnavailable extends InfrastructureFault {
  override readonly name = 'StoreUnavailable'
}

/** Another owner has taken over. */
export class Fenced extends TakenOver {
  override readonly name = 'Fenced'
}

/** The stored views can't be used: damaged, of a newer desk, or not views at all. They can be rebuilt from the log. */
export class UnusableViews extends Error {
  override readonly name = 'UnusableViews'
}
