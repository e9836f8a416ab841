import type { BotId } from '#kernel'
import {
  type CallResult,
  classifyError,
  type ErrorParameters,
  newUploadIn,
  type TelegramClient
} from '#telegram'
import { undecorated } from './undecorated.js'

export const bot = '700' as BotId

export interface Called {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
}

export type Answer = CallResult<unknown> | 'ok'
type Rule = { readonly when: (call: Called) => boolean; readonly answers: Answer[] }

export const lost: Answer = { kind: 'lost', why: 'connection' }
export const notSent: Answer = { kind: 'not_sent', why: 'refused' }
export const refusal = (code: number, description: string, parameters: ErrorParameters = {}): Answer => ({
  kind: 'error',
  code,
  description,
  parameters,
  classified: classifyError(code, description, parameters)
})

/** A Telegram that notes every call and accepts it, unless the test has said otherwise. */
export class ScriptedTelegram implements TelegramClient {
  readonly botId = bot
  readonly timeoutMs = 1000
  /** Without the looks of relays and notices. */
  readonly calls: Called[] = []
  readonly asSent: Called[] = []
  icons: { readonly emoji: string; readonly custom_emoji_id: string }[] = []
  /** Resolves before each call is answered: lets a test stop things there. */
  before: (call: Called) => Promise<void> = async () => {}
  #rules: Rule[] = []
  #nextId = 100
  readonly #ids = new Map<Called, number>()

  /** The next calls that fit are answered so, in turn; `ok` accepts. */
  answer(method: string | ((call: Called) => boolean), ...answers: Answer[]): void {
    const when = typeof method === 'string' ? (call: Called) => call.method === method : method
    this.#rules.push({ when, answers })
  }

  forgetAnswers(): void {
    this.#rules = []
  }

  async call(method: string, params: object): Promise<CallResult<never>> {
    // Asked once and for all; specs of icons say which there are.
    if (method === 'getForumTopicIconStickers') return { kind: 'ok', result: this.icons as never }
    const asSent: Called = { method, params: Object.fromEntries(Object.entries(params)) }
    this.asSent.push(asSent)
    const call: Called = { method, params: undecorated(asSent.params) }
    this.calls.push(call)
    await this.before(call)
    const rule = this.#rules.find(each => each.answers.length > 0 && each.when(call))
    const answer = rule?.answers.shift() ?? 'ok'
    // The shapes of the Bot API, as far as deliveries look at them.
    return (answer === 'ok' ? { kind: 'ok', result: this.#resultOf(call) } : answer) as CallResult<never>
  }

  /** What the message of an accepted call is called. */
  idOf(call: Called): number | undefined {
    return this.#ids.get(call)
  }

  #resultOf(call: Called): unknown {
    const { method } = call
    if (method === 'createForumTopic')
      return { message_thread_id: this.#nextId++, name: '', icon_color: 7322096 }
    if (method === 'sendMediaGroup') {
      const { media } = call.params
      return Array.isArray(media) ? media.map(() => ({ message_id: this.#nextId++ })) : []
    }
    if (method.startsWith('send') || method === 'copyMessage' || method === 'forwardMessage') {
      this.#ids.set(call, this.#nextId)
      const upload = newUploadIn(call.params)
      const document = upload && { file_id: `at Telegram: ${upload.name}`, file_size: upload.size }
      return { message_id: this.#nextId++, ...(document && { document }) }
    }
    return true
  }

  /** Texts sent to a chat, in order. */
  texts(chatId: number): unknown[] {
    return this.calls
      .filter(({ method, params }) => method === 'sendMessage' && params['chat_id'] === chatId)
      .map(({ params }) => params['text'])
  }

  methods(): string[] {
    return this.calls.map(({ method }) => method)
  }

  named(method: string): Called[] {
    return this.calls.filter(call => call.method === method)
  }

  close(): void {}
}
