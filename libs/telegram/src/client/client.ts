import type { ApiMethods, Opts } from '@grammyjs/types'
import { type BotId, type Clock, isJsonObject } from '#kernel'
import type { TelegramLogger } from '../logger.js'
import { answeredIn } from './answered.js'
import type { CallResult } from './call-result.js'
import { fetchFile, type TelegramFiles } from './download.js'
import { createHttpPost, type Posted } from './http-post.js'
import { type Reupload, uploadOf, withUpload } from './reupload.js'
import { classifyError, type ErrorParameters } from './telegram-error.js'
import { newUploadIn, type Upload, uploading } from './upload.js'

/** Files are sent by `file_id`, but for those that are to become another kind or are new to Telegram. */
export type Method = keyof ApiMethods<never>
export type Params<M extends Method> = Opts<Reupload | Upload>[M]
export type Result<M extends Method> = ReturnType<ApiMethods<never>[M]>

export interface TelegramClientOptions {
  /** e.g. `https://api.telegram.org`; may be http and may have a path. */
  readonly apiRoot: string
  readonly token: string
  readonly clock: Clock
  readonly logger: TelegramLogger
  /** For a whole call, 30 s unless said. Long polls get their own `timeout` on top. */
  readonly timeoutMs?: number
}

export interface TelegramClient {
  readonly botId: BotId
  /** How long a call may take at most: a caller that must not overlap another leaves at least this. */
  readonly timeoutMs: number
  /**
   * One method call, never repeated, never throwing. The result says what is known of it: done, refused,
   * perhaps done (`lost`), certainly not done (`not_sent`). An abort counts as one of the last two.
   */
  call<M extends Method>(method: M, params: Params<M>, signal?: AbortSignal): Promise<CallResult<Result<M>>>
  close(): void
}

const tokenForm = /^(\d{1,20}):(\S+)$/

/** The bot's number, which stands before the colon; undefined when this is no token. */
export const botIdOf = (token: string): BotId | undefined => tokenForm.exec(token)?.[1] as BotId | undefined

/** @throws TypeError when token or API root have not the right form; the message names neither */
export function createTelegramClient(options: TelegramClientOptions): TelegramClient & TelegramFiles {
  const { apiRoot, token, clock, logger, timeoutMs = 30_000 } = options
  const botId = botIdOf(token)
  if (!botId) throw new TypeError('a bot token is <digits>:<text>')
  if (!URL.canParse(apiRoot) || !/^https?:$/.test(new URL(apiRoot).protocol)) {
    throw new TypeError('the API root is an http or https address')
  }
  const http = createHttpPost(new URL(apiRoot), clock)
  const botPath = `/bot${encodeURI(token).replace(/[?#/]/g, encodeURIComponent)}`
  const understood = (posted: Posted) => interpret(posted, withoutToken)
  const withoutToken = (text: string) => text.replaceAll(token, '<token>')

  return {
    botId,
    timeoutMs,
    close: () => http.close(),
    async fetch(fileId, signal) {
      const from = clock.monotonic()
      const leftMs = () => Math.max(1, timeoutMs - (clock.monotonic() - from))
      const fetched = await fetchFile(fileId, { http, botPath, leftMs, signal, interpret: understood })
      logger.debug({ method: 'getFile', outcome: fetched.kind }, 'Telegram file')
      return fetched
    },
    async call<M extends Method>(method: M, params: Params<M>, signal?: AbortSignal) {
      const from = clock.monotonic()
      const limit = timeoutMs + longPollMs(params)
      const leftMs = () => Math.max(1, limit - (clock.monotonic() - from))
      const upload = uploadOf(params)
      const added = newUploadIn(params)
      const body = added
        ? uploading(params, added)
        : upload
          ? await withUpload(params, upload, { http, botPath, leftMs, signal, interpret: understood })
          : { type: 'application/json', bytes: JSON.stringify(params) }
      if ('kind' in body) return body
      const posted = await http.send(`${botPath}/${method}`, body, leftMs(), signal)
      // The one place where the wire is trusted: a result has the documented type of its method.
      const result = understood(posted) as CallResult<Result<M>>
      logger.debug({ method, ms: Math.round(clock.monotonic() - from), ...inLog(result) }, 'Telegram call')
      return result
    }
  }
}

const longPollMs = (params: object): number =>
  'timeout' in params && typeof params.timeout === 'number' ? params.timeout * 1000 : 0

function inLog(result: CallResult<unknown>): object {
  switch (result.kind) {
    case 'ok':
      return { outcome: 'ok' }
    case 'error':
      return { outcome: 'error', code: result.code, meaning: result.classified.kind }
    case 'lost':
    case 'not_sent':
      return { outcome: result.kind, why: result.why }
  }
}

function interpret(posted: Posted, clean: (text: string) => string): CallResult<unknown> {
  if (posted.kind !== 'answer') return posted
  if (posted.status >= 500) return { kind: 'lost', why: 'server_error' }
  const answer = answeredIn(posted.body)
  // Without the Bot API's body it is nobody's word but of something on the way.
  if (!answer) {
    return posted.status < 300
      ? { kind: 'lost', why: 'unclear_answer' }
      : { kind: 'not_sent', why: 'turned_away' }
  }
  if (answer.ok) return { kind: 'ok', result: answer.result }
  const { code, said } = answer
  if (code >= 500) return { kind: 'lost', why: 'server_error' }
  const description = typeof said['description'] === 'string' ? said['description'] : ''
  return refused(code, clean(description), parametersOf(said['parameters']))
}

const refused = (code: number, description: string, parameters: ErrorParameters) =>
  ({
    kind: 'error',
    code,
    description,
    parameters,
    classified: classifyError(code, description, parameters)
  }) as const

function parametersOf(value: unknown): ErrorParameters {
  if (!isJsonObject(value)) return {}
  const { migrate_to_chat_id: to, retry_after: seconds } = value
  return {
    ...(typeof to === 'number' && { migrate_to_chat_id: to }),
    ...(typeof seconds === 'number' && { retry_after: seconds })
  }
}
