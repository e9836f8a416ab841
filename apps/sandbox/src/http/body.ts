import type { IncomingMessage } from 'node:http'
import { ApiError, badRequest } from '../api-error.js'
import { isRecord, Params, type UploadedFile } from '../params.js'

const maxBytes = 52 * 1024 * 1024

function read(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBytes) chunks.push(chunk)
    })
    request.on('end', () =>
      size > maxBytes ? reject(new ApiError(413, 'Request Entity Too Large')) : resolve(Buffer.concat(chunks))
    )
    request.on('error', reject)
    request.on('close', () => reject(new ApiError(400, 'Bad Request: closed')))
  })
}

export function fromJson(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw badRequest("can't parse JSON object")
  }
  if (!isRecord(value)) throw badRequest('expected JSON object')
  return value
}

async function fromMultipart(body: Buffer, type: string): Promise<Params> {
  const values: Record<string, unknown> = {}
  const files = new Map<string, UploadedFile>()
  let form: FormData
  try {
    form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  } catch {
    throw badRequest("can't parse multipart body")
  }
  for (const [name, value] of form) {
    if (typeof value === 'string') values[name] = value
    else
      files.set(name, {
        name: value.name,
        type: value.type,
        content: Buffer.from(await value.arrayBuffer())
      })
  }
  return new Params(values, files)
}

/** Parameters of a call from query and body; the body wins. */
export async function readParams(request: IncomingMessage, query: URLSearchParams): Promise<Params> {
  const inQuery: Record<string, unknown> = Object.fromEntries(query)
  if (request.method !== 'POST') return new Params(inQuery)
  const type = request.headers['content-type'] ?? ''
  const body = await read(request)
  if (body.length === 0) return new Params(inQuery)
  if (/^multipart\/form-data/i.test(type)) {
    const parsed = await fromMultipart(body, type)
    return parsed
  }
  const text = body.toString('utf8')
  if (/^application\/json/i.test(type)) return new Params({ ...inQuery, ...fromJson(text) })
  if (/^application\/x-www-form-urlencoded/i.test(type)) {
    return new Params({ ...inQuery, ...Object.fromEntries(new URLSearchParams(text)) })
  }
  return new Params(inQuery)
}
