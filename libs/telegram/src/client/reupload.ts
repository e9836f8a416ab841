import { isJsonObject } from '#kernel'
import type { CallResult } from './call-result.js'
import type { Body, HttpPost, Posted } from './http-post.js'

/** Telegram's own limit for what a bot can fetch. */
const mostBytes = 20 * 1024 * 1024

/**
 * A file that Telegram has and that is to be sent as another kind, which a `file_id` can't: it is fetched and uploaded under
 * this name. Until it is fetched nothing of the call has left.
 */
export class Reupload {
  constructor(
    readonly fileId: string,
    readonly name: string
  ) {}
}

export const uploadOf = (params: object): Reupload | undefined =>
  Object.values(params).find(value => value instanceof Reupload)

type Failed = Exclude<CallResult<never>, { kind: 'ok' }>

interface Fetching {
  readonly http: HttpPost
  readonly botPath: string
  leftMs(): number
  readonly signal: AbortSignal | undefined
  interpret(posted: Posted): CallResult<unknown>
}

/** The multipart body of the call, or why there is none: the call was not made then. */
export async function withUpload(
  params: object,
  upload: Reupload,
  { http, botPath, leftMs, signal, interpret }: Fetching
): Promise<Body | Failed> {
  const question = { type: 'application/json', bytes: JSON.stringify({ file_id: upload.fileId }) }
  const found = interpret(await http.send(`${botPath}/getFile`, question, leftMs(), signal))
  if (found.kind !== 'ok') return notMade(found)
  const path = isJsonObject(found.result) ? found.result['file_path'] : undefined
  if (typeof path !== 'string') return { kind: 'not_sent', why: 'turned_away' }
  const fetched = await http.send(`/file${botPath}/${encodeURI(path)}`, undefined, leftMs(), signal)
  if (fetched.kind !== 'answer') return notMade(fetched)
  if (fetched.status >= 500) return { kind: 'not_sent', why: 'unreachable' }
  // A Bot API server of one's own may give a path of its own disk.
  if (fetched.status !== 200 || fetched.body.length > mostBytes) return unusable(fetched.status)
  return multipart(params, upload, fetched.body)
}

async function multipart(params: object, upload: Reupload, content: Buffer): Promise<Body> {
  const form = new FormData()
  for (const [name, value] of Object.entries(params)) {
    if (value === upload) form.set(name, new Blob([new Uint8Array(content)]), upload.name)
    else if (value !== undefined) form.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  const written = new Response(form)
  const type = written.headers.get('content-type') ?? 'multipart/form-data'
  return { type, bytes: Buffer.from(await written.arrayBuffer()) }
}

const unusable = (code: number): Failed => ({
  kind: 'error',
  code,
  description: 'the file can not be fetched',
  parameters: {},
  classified: { kind: 'file_unusable' }
})

/** Whatever became of fetching it, the call itself has not been made. */
function notMade(failed: Failed | Extract<Posted, { kind: 'lost' }>): Failed {
  if (failed.kind !== 'lost') return failed
  const why = failed.why === 'timeout' || failed.why === 'aborted' ? failed.why : 'unreachable'
  return { kind: 'not_sent', why }
}
