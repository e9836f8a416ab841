import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { isJsonObject } from '#kernel'
import { answeredIn } from './answered.js'
import type { CallResult } from './call-result.js'
import type { HttpPost, Posted } from './http-post.js'

/** Telegram's own limit for what a bot can fetch. */
export const mostFetchedBytes = 20 * 1024 * 1024
/** A reader that takes nothing for so long is given up, and so is a server that sends nothing. */
const stalledMs = 30_000

/** A file that Telegram has, or why not. Whoever does not read `content` to its end destroys it. */
export type FetchedFile =
  | { readonly kind: 'file'; readonly content: Readable; readonly size: number | null }
  | { readonly kind: 'too_big' }
  /** Telegram knows no such file, or gives it to nobody. */
  | { readonly kind: 'gone' }
  /** Nothing is known of it: to be asked again after so long. */
  | { readonly kind: 'away'; readonly afterS: number }

export interface TelegramFiles {
  /** Never rejects; `signal` ends the asking, not the reading. */
  fetch(fileId: string, signal?: AbortSignal): Promise<FetchedFile>
}

export interface Fetching {
  readonly http: HttpPost
  readonly botPath: string
  leftMs(): number
  readonly signal: AbortSignal | undefined
  interpret(posted: Posted): CallResult<unknown>
}

const away = (afterS = 5): FetchedFile => ({ kind: 'away', afterS })

export type Failed = Exclude<CallResult<never>, { kind: 'ok' }>

/** Where a file lies at the server, below its root. */
interface Located {
  readonly path: string
  /** Null: not told. */
  readonly size: number | null
}

/** Or why it is not told. */
export async function locate(
  fileId: string,
  { http, botPath, leftMs, signal, interpret }: Fetching
): Promise<Located | Failed> {
  const question = { type: 'application/json', bytes: JSON.stringify({ file_id: fileId }) }
  const found = interpret(await http.send(`${botPath}/getFile`, question, leftMs(), signal))
  if (found.kind !== 'ok') return found
  const file = isJsonObject(found.result) ? found.result : {}
  const { file_path: path, file_size: size } = file
  if (typeof path !== 'string') return { kind: 'not_sent', why: 'turned_away' }
  return { path: `/file${botPath}/${encodeURI(path)}`, size: typeof size === 'number' ? size : null }
}

/** Or a page of something on the way: in HTML, and not as long as Telegram says. */
export const isThatFile = (
  { size: told }: Located,
  size: number | null,
  contentType: string | undefined
): boolean => !contentType?.toLowerCase().startsWith('text/html') || (told !== null && told === size)

export async function fetchFile(fileId: string, fetching: Fetching): Promise<FetchedFile> {
  const found = await locate(fileId, fetching)
  if ('kind' in found) return found.kind === 'error' ? refusedAs(found) : away()
  const answer = await fetching.http.open(found.path, fetching.leftMs(), fetching.signal)
  if (!answer) return away()
  answer.setTimeout(stalledMs, () => answer.destroy(new Error('the file stopped coming')))
  const size = sizeOf(answer)
  if (answer.statusCode === 200 && (size ?? 0) <= mostFetchedBytes) {
    if (isThatFile(found, size, answer.headers['content-type']))
      return { kind: 'file', content: answer, size }
    answer.destroy()
    return away()
  }
  // A Bot API server of one's own may give a path of its own disk: then it says itself that there is none.
  const isRefused =
    answer.statusCode !== 200 && (answer.statusCode ?? 500) < 500 && (await isTelegrams(answer))
  answer.destroy()
  if (answer.statusCode === 200) return { kind: 'too_big' }
  return isRefused ? { kind: 'gone' } : away()
}

const longestRefusal = 10_000

async function isTelegrams(answer: IncomingMessage): Promise<boolean> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of answer) {
      chunks.push(chunk)
      length += chunk.length
      if (length > longestRefusal) return false
    }
  } catch {
    return false
  }
  return answeredIn(Buffer.concat(chunks))?.ok === false
}

function refusedAs({ classified }: Failed & { readonly kind: 'error' }): FetchedFile {
  switch (classified.kind) {
    case 'rate_limited':
      return away(classified.retryAfter)
    case 'unauthorized':
      return away()
    case 'file_unusable':
      return { kind: classified.why === 'too_big' ? 'too_big' : 'gone' }
    default:
      return { kind: 'gone' }
  }
}

function sizeOf({ headers }: IncomingMessage): number | null {
  const length = headers['content-length']
  return length === undefined ? null : Number(length)
}
