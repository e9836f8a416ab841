import { randomUUID } from 'node:crypto'
import type { StreamedBody } from './http-post.js'

/** A file that Telegram has not got, sent under its name. It is read as it is sent, and read anew at each try. */
export class Upload {
  constructor(
    readonly id: string,
    readonly name: string,
    readonly size: number,
    /** Exactly `size` bytes. Where it throws the call was not made. */
    readonly read: () => AsyncIterable<Uint8Array>
  ) {}
}

export const newUploadIn = (params: object): Upload | undefined =>
  Object.values(params).find(value => value instanceof Upload)

/** The multipart body of a call, of which Telegram takes nothing before it has the end. */
export function uploading(params: object, upload: Upload): StreamedBody {
  const boundary = `desk-${randomUUID()}`
  const part = (disposition: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${value}\r\n`
  const fields = Object.entries(params).flatMap(([name, value]) =>
    value === undefined || value === upload
      ? []
      : part(`name="${name}"`, `\r\n${typeof value === 'string' ? value : JSON.stringify(value)}`)
  )
  const [field] = Object.entries(params).find(([, value]) => value === upload) ?? []
  const named = part(
    `name="${field}"; filename="${quoted(upload.name)}"`,
    'Content-Type: application/octet-stream\r\n'
  )
  const head = Buffer.from(fields.join('') + named)
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    length: head.length + upload.size + tail.length,
    tail,
    async *read() {
      yield head
      yield* upload.read()
    }
  }
}

/** As forms do it (HTML, "multipart/form-data encoding algorithm"). */
const quoted = (name: string): string =>
  name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
