import type { Readable } from 'node:stream'
import busboy from 'busboy'
import type { Request } from 'express'
import type { Uploads } from '#desk-state'
import type { Instant, JsonObject } from '#kernel'
import { UnreadableBody } from '../input/body.js'
import { badRequest, invalidBody, type Problem } from '../problems/problem.js'
import { fileName, GivenFile, maxFileBytes, tooLarge } from './given-file.js'

const maxFieldBytes = 256 * 1024
const mostParts = 16
/** Of all that is no file. */
const roomBytes = 512 * 1024

const takesForms = /^\/api\/v1\/tickets\/[^/]+\/replies\/?$/i

export const isForm = (request: Request): boolean =>
  takesForms.test(request.path) && Boolean(request.is('multipart/form-data'))

const files = new WeakMap<object, GivenFile>()

/** The file that a value of a body stands for. */
export const givenFileIn = (value: unknown): GivenFile | undefined =>
  typeof value === 'object' && value !== null ? files.get(value) : undefined

export interface Form {
  readonly body: JsonObject | UnreadableBody
  readonly file: GivenFile | undefined
}

/**
 * A form with at most one file, its fields as a JSON body would have them. The file is written as it comes, so that none is
 * ever held in memory. @throws Problem 400 for a form that breaks off, 413 for too much; nothing of it is left then
 */
export async function readForm(request: Request, uploads: Uploads, at: Instant): Promise<Form> {
  if (Number(request.get('content-length') ?? 0) > maxFileBytes + roomBytes) throw tooLarge()
  const parts = new FormParts(uploads, at)
  let parser: busboy.Busboy
  try {
    const limits = { fieldSize: maxFieldBytes, parts: mostParts }
    parser = busboy({ headers: request.headers, defParamCharset: 'utf8', limits })
  } catch {
    return { body: new UnreadableBody(badRequest('the form says no boundary')), file: undefined }
  }
  try {
    await new Promise<void>((resolve, reject) => {
      parser.on('field', (name, value, { valueTruncated }) => parts.field(name, value, valueTruncated))
      parser.on('file', (name, content, info) => {
        content.on('error', () => {})
        parts.file(name, content, info).catch(reject)
      })
      parser.on('partsLimit', () => parts.fault(badRequest(`a form may have ${mostParts} parts`)))
      parser.on('error', () => reject(badRequest('the form can not be read, or breaks off')))
      parser.on('close', resolve)
      request.on('close', () => {
        if (!request.complete) reject(badRequest('the form breaks off'))
      })
      request.pipe(parser)
    })
    return await parts.form()
  } catch (error) {
    request.unpipe(parser)
    parser.destroy()
    await parts.given?.end()
    throw error
  }
}

/** What has come of a form. */
class FormParts {
  readonly #fields: { [name: string]: JsonObject | string } = Object.create(null)
  #kept: Promise<void> | undefined
  #fault: Problem | undefined
  given: GivenFile | undefined

  constructor(
    private readonly uploads: Uploads,
    private readonly at: Instant
  ) {}

  field(name: string, value: string, isCut: boolean): void {
    if (isCut) this.fault(badRequest(`a field of a form may have ${maxFieldBytes} bytes`))
    this.#add(name, value)
  }

  async file(name: string, content: Readable, info: busboy.FileInfo): Promise<void> {
    if (name !== 'file' || this.given || Object.hasOwn(this.#fields, name)) {
      content.resume()
      this.#add(name, {})
      return
    }
    this.given = new GivenFile(this.uploads, fileName(info.filename), info.mimeType, this.at)
    this.#kept = this.given.keep(content)
    await this.#kept
  }

  fault(problem: Problem): void {
    this.#fault ??= problem
  }

  /** Once all parts have come. */
  async form(): Promise<Form> {
    await this.#kept
    const file = this.given
    if (this.#fault) return { body: new UnreadableBody(this.#fault), file }
    if (!file) return { body: { ...this.#fields }, file }
    const facts = file.facts()
    files.set(facts, file)
    return { body: { ...this.#fields, file: facts }, file }
  }

  #add(name: string, value: JsonObject | string): void {
    if (Object.hasOwn(this.#fields, name) || (name === 'file' && this.given))
      this.fault(invalidBody([{ pointer: `/${name}`, code: 'repeated', message: 'is given twice' }]))
    this.#fields[name] = value
  }
}
