import type { AnchorKind } from '#domain'
import type { GuardedClient } from '#outbound'
import type { SealedCheckpoint } from '../checkpoints.js'

/** What is given to outsiders. */
export interface Offered extends SealedCheckpoint {
  /** The signed text. */
  readonly text: string
  /** The lines that hold without post-quantum keys. */
  readonly shortLines: readonly string[]
}

/** `differs`: an outsider knows another or a larger tree under this origin. */
export type Answered =
  | { readonly kind: 'done'; readonly answer: Buffer | null }
  | { readonly kind: 'differs'; readonly why: string }

export interface Anchor {
  readonly kind: AnchorKind
  /** By this name it stands in the log: no token of an address is in it. */
  readonly where: string
  /** Throws where it did not work: it is tried again. */
  offer(offered: Offered): Promise<Answered>
}

export interface FetchAnswer {
  readonly status: number
  readonly body: Buffer
}

export type Fetch = (
  url: string,
  asked: { readonly type: string; readonly body: Buffer }
) => Promise<FetchAnswer>

const patienceMs = 10_000
/** In base64 it must find room in an event. */
const mostBytes = 128 * 1024

/** Addresses come from `desk/audit`: a guarded client alone may call them. */
export const fetchOutside =
  (client: Pick<GuardedClient, 'post'>, timeoutMs = patienceMs): Fetch =>
  async (url, { type, body }) => {
    const headers = { 'content-type': type }
    const called = await client.post({ url, headers, body, timeoutMs, readBytes: mostBytes + 1 })
    if (called.kind !== 'answer') throw new Error(called.error)
    if (called.body.length > mostBytes) throw new Error(`an answer of more than ${mostBytes} bytes`)
    return { status: called.status, body: called.body }
  }
