import type { AnchorKind } from '#domain'
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

/** Addresses come from `desk/audit`, which takes `admin` to write. Redirects are not followed. */
export const fetchOutside: Fetch = (url, asked) => fetchWithin(patienceMs, url, asked)

export async function fetchWithin(
  limitMs: number,
  url: string,
  { type, body }: Parameters<Fetch>[1]
): Promise<FetchAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    headers: { 'Content-Type': type },
    body: new Uint8Array(body),
    signal: AbortSignal.timeout(limitMs)
  })
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += part.length
    if (bytes > mostBytes) throw new Error(`an answer of more than ${mostBytes} bytes`)
    parts.push(Buffer.from(part))
  }
  return { status: response.status, body: Buffer.concat(parts) }
}
