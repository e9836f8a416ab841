import { answeredIn } from './answered.js'
import { type Failed, type Fetching, isThatFile, locate, mostFetchedBytes } from './download.js'
import type { Body, Posted } from './http-post.js'

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

/** The multipart body of the call, or why there is none: the call was not made then. */
export async function withUpload(
  params: object,
  upload: Reupload,
  fetching: Fetching
): Promise<Body | Failed> {
  const found = await locate(upload.fileId, fetching)
  if ('kind' in found) return notMade(found)
  const fetched = await fetching.http.send(found.path, undefined, fetching.leftMs(), fetching.signal)
  if (fetched.kind !== 'answer') return notMade(fetched)
  if (fetched.status >= 500) return { kind: 'not_sent', why: 'unreachable' }
  const { status, body, contentType } = fetched
  // A Bot API server of one's own may give a path of its own disk: then it says itself that there is none.
  if (status !== 200) return answeredIn(body) ? unusable(status) : turnedAway
  if (!isThatFile(found, body.length, contentType)) return turnedAway
  return body.length > mostFetchedBytes ? unusable(status) : multipart(params, upload, body)
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

const turnedAway: Failed = { kind: 'not_sent', why: 'turned_away' }

const unusable = (code: number): Failed => ({
  kind: 'error',
  code,
  description: 'the file can not be fetched',
  parameters: {},
  classified: { kind: 'file_unusable', why: 'other' }
})

/** Whatever became of fetching it, the call itself has not been made. */
function notMade(failed: Failed | Extract<Posted, { kind: 'lost' }>): Failed {
  if (failed.kind !== 'lost') return failed
  const why = failed.why === 'timeout' || failed.why === 'aborted' ? failed.why : 'unreachable'
  return { kind: 'not_sent', why }
}
