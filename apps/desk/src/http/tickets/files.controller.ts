import { Readable } from 'node:stream'
import { Get, Inject, Param } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { GetMessageFile, isKept, type MessageFile, readUpload } from '#application'
import { messageIdIn, unreachable } from '#kernel'
import { mostFetchedBytes } from '#telegram'
import { type Answer, fileHeaders, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { minPosition, parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { notFound, Problem } from '../problems/problem.js'
import { ticketIdOf } from './tickets.controller.js'

/** What people sent, as Telegram has it: it goes through as it comes, and nothing of it is kept here. */
@Scope('tickets:read', 'tickets:personal')
@ApiController('tickets')
export class FilesController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Get(':id/files/:message_id')
  async file(
    @Param('id') id: string,
    @Param('message_id') message: string,
    @TheCall() call: Call
  ): Promise<Answer> {
    const { min_position } = parseQuery(call.query, { min_position: minPosition })
    const ticketId = ticketIdOf(id)
    const messageId = messageIdIn(message)
    if (!messageId) throw notFound('message')
    const at = { minPosition: min_position }
    const { value: file, reflects } = await this.queries.execute(new GetMessageFile(ticketId, messageId, at))
    if (!file) throw notFound('file')
    if ((file.size ?? 0) > mostFetchedBytes) throw tooBig()
    const headers = fileHeaders(file.name ?? message, file.mime_type)
    if (file.file_id === null) return { ...found({}, reflects, headers), file: await this.#given(file) }
    const fetched = await this.deps.files.fetch(file.file_id)
    switch (fetched.kind) {
      case 'file': {
        const { size, content } = fetched
        const length = size === null ? {} : { 'Content-Length': String(size) }
        return { ...found({}, reflects, { ...headers, ...length }), file: content }
      }
      case 'too_big':
        throw tooBig()
      case 'gone':
        throw notFound('file at Telegram any more')
      case 'away':
        throw new Problem(503, 'telegram_unavailable', 'Telegram does not give the file now', {
          headers: { 'Retry-After': String(fetched.afterS) }
        })
      default:
        return unreachable(fetched)
    }
  }

  /** What is still to be sent. */
  async #given({ upload, size }: MessageFile): Promise<Readable> {
    const { uploads } = this.deps.state
    if (upload === undefined || size === null || !(await isKept(uploads, upload, size)))
      throw notFound('file')
    return Readable.from(readUpload(uploads, upload, size), { objectMode: false })
  }
}

const tooBig = () =>
  new Problem(409, 'file_too_big', `a bot can fetch ${mostFetchedBytes} bytes from Telegram, and no more`)
