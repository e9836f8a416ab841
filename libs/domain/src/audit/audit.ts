type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** Streams `audit-…`: what was sealed, under which keys and origin, and where that was left outside. */
export type AuditEvent =
  /** In `audit-heads`: the root of the tree over the last events of all streams; `size` entries of the log are covered. */
  | Event<'HeadsCommitted', { readonly size: number; readonly root: string }>
  /** In `audit-checkpoints`: a C2SP note, with its signatures. */
  | Event<'CheckpointSigned', { readonly note: string }>
  /** In `audit-anchors`: somebody outside has the checkpoint of this size; `answer`: what proves it, in base64. */
  | Event<
      'CheckpointAnchored',
      {
        readonly origin: string
        readonly size: number
        readonly kind: AnchorKind
        readonly where: string
        readonly answer: string | null
      }
    >
  /** In `audit-keys`: verifier keys before and after; both sign for a while. */
  | Event<'AuditKeyChanged', { readonly from: readonly string[]; readonly to: readonly string[] }>
  /**
   * In `audit-origins`: checkpoints of the new origin say nothing about those of the old one. personal: reason, under a
   * key of its own; in `data` it stands only in old events
   */
  | Event<'AuditOriginChanged', { readonly from: string; readonly to: string; readonly reason?: string }>

/** A time stamp (RFC 3161), the chat of the auditors, a witness (C2SP tlog-witness). */
export type AnchorKind = 'rfc3161' | 'chat' | 'witness'

export const auditStreams = {
  heads: 'audit-heads',
  checkpoints: 'audit-checkpoints',
  anchors: 'audit-anchors',
  keys: 'audit-keys',
  origins: 'audit-origins'
} as const

/** What a seal itself writes: it asks for no further one. */
export const isOfSealing = (stream: string): boolean =>
  stream === auditStreams.heads || stream === auditStreams.checkpoints || stream === auditStreams.anchors
