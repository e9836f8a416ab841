import type { IncomingMessage } from 'node:http'
import { ApiError, badRequest } from '../api-error.js'
import { isRecord, Params, type UploadedFile } from '../params.js'
import { checkedJson, fieldsOf, partOf, textOf } from '../utf8.js'

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

function fromJson(text: string): Record<string, unknown> {
  const value = checkedJson(text, "can't parse JSON object")
  if (!isRecord(value)) throw badRequest('expected JSON object')
  return value
}

/** The fields of a multipart body over those given, and its files. */
async function fromMultipart(
  body: Buffer,
  type: string,
  given: Readonly<Record<string, unknown>>
): Promise<Params> {
  const values: Record<string, unknown> = { ...given }
  const files = new Map<string, UploadedFile>()
  let form: FormData
  try {
    form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  } catch {
    throw badRequest("can't parse multipart body")
  }
  for (const [name, value] of form) {
    if (typeof value === 'string') values[name] = partOf(value, body)
    else
      files.set(name, {
        name: value.name,
        type: value.type,
        content: Buffer.from(await value.arrayBuffer())
      })
  }
  return new Params(values, files)
}

const isMultipart = (type: string): boolean => /^multipart\/form-data/i.test(type)
const isForm = (type: string): boolean => /^application\/x-www-form-urlencoded/i.test(type)

/** Parameters of a call from query and body; the body wins. */
export async function readParams(request: IncomingMessage, query: string): Promise<Params> {
  const inQuery = fieldsOf(query)
  if (request.method !== 'POST') return new Params(inQuery)
  const type = request.headers['content-type'] ?? ''
  const body = await read(request)
  if (body.length === 0) return new Params(inQuery)
  if (isMultipart(type)) return fromMultipart(body, type, inQuery)
  if (/^application\/json/i.test(type)) return new Params({ ...inQuery, ...fromJson(textOf(body)) })
  if (isForm(type)) return new Params({ ...inQuery, ...fieldsOf(textOf(body)) })
  return new Params(inQuery)
}

/** Parameters in the answer of a webhook, which is JSON when it does not say what it is. */
export async function answeredParams(body: Buffer, type: string): Promise<Params> {
  if (isMultipart(type)) return fromMultipart(body, type, {})
  return new Params(isForm(type) ? fieldsOf(textOf(body)) : fromJson(textOf(body)))
}
