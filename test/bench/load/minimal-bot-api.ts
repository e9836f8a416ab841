import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

type Params = { readonly [name: string]: unknown }

/** Set in every relayed text: tells which update it was. */
export const markerOf = (n: number): string => `m${n}m`
const marker = /\bm(\d+)m\b/

/**
 * Answers the calls of a desk at once and checks nothing: what is measured is the desk, not this. No limits, no echo of
 * created topics; for a Telegram that behaves, use the sandbox.
 */
export class MinimalBotApi {
  readonly #server: Server = createServer((request, response) => {
    void readAll(request).then(body => {
      const method = request.url?.split('/').at(-1) ?? ''
      const result = this.#answer(method, body === '' ? {} : JSON.parse(body))
      const text = JSON.stringify({ ok: true, result })
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(text)
      })
      response.end(text)
    })
  })
  #threadId = 100
  #messageId = 1000
  calls = 0
  /** Told when a text with a marker is sent into a topic. */
  onRelayed: (n: number, at: number) => void = () => {}

  constructor(
    private readonly botId: number,
    private readonly groupId: number
  ) {
    this.#server.keepAliveTimeout = 60_000
  }

  async listen(): Promise<number> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve))
    return (this.#server.address() as AddressInfo).port
  }

  #answer(method: string, params: Params): unknown {
    this.calls++
    const me = { id: this.botId, is_bot: true, first_name: 'Bench', username: 'bench_bot' }
    const rights = { can_manage_topics: true, can_delete_messages: true, can_pin_messages: true }
    const group = { id: this.groupId, type: 'supergroup', title: 'Bench', is_forum: true }
    switch (method) {
      case 'getMe':
        return { ...me, can_join_groups: true, can_read_all_group_messages: true }
      case 'getChat':
        return { ...group, permissions: {}, accent_color_id: 0, max_reaction_count: 11 }
      case 'getChatMember':
        return { status: 'administrator', user: me, can_be_edited: false, is_anonymous: false, ...rights }
      case 'getWebhookInfo':
        return { url: '', has_custom_certificate: false, pending_update_count: 0 }
      case 'getUpdates':
        return []
      case 'createForumTopic':
        return { message_thread_id: ++this.#threadId, name: params['name'], icon_color: 7322096 }
      case 'copyMessage':
        return { message_id: ++this.#messageId }
      case 'sendMessage':
        return this.#message(params)
      default:
        return true
    }
  }

  #message({ chat_id, message_thread_id, text }: Params): unknown {
    const found = typeof text === 'string' && message_thread_id !== undefined ? marker.exec(text) : null
    if (found) this.onRelayed(Number(found[1]), performance.now())
    const chat = { id: chat_id, type: 'supergroup' }
    return {
      message_id: ++this.#messageId,
      date: Math.floor(Date.now() / 1000),
      chat,
      message_thread_id,
      text
    }
  }
}

function readAll(request: IncomingMessage): Promise<string> {
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
  })
}
