import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Update } from '@grammyjs/types'
import { FakeClock } from '#kernel'
import type { Sandbox } from './sandbox.js'
import { type Bot, withSandbox } from './testing.js'

export interface Delivery {
  update: Update
  headers: IncomingHttpHeaders
  answer(status: number, headers?: Record<string, string>, body?: string): void
  /** Closes the connection without an answer. */
  hangUp(): void
}

export interface Receiver {
  url: string
  /** All so far, in the order they came. */
  got: Delivery[]
  /** The one with this number, from 0, as soon as it is there. */
  nth(index: number): Promise<Delivery>
}

/** A webhook that answers when the test says so. */
async function withReceiver(use: (receiver: Receiver) => Promise<void>): Promise<void> {
  const got: Delivery[] = []
  const waiting = new Set<() => void>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    got.push({
      update: JSON.parse(Buffer.concat(chunks).toString('utf8')),
      headers: request.headers,
      answer: (status, headers = {}, body = '') => {
        response.writeHead(status, headers).end(body)
      },
      hangUp: () => response.destroy()
    })
    for (const wake of waiting) wake()
    waiting.clear()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  const nth = async (index: number): Promise<Delivery> => {
    for (;;) {
      const found = got[index]
      if (found) return found
      await new Promise<void>(resolve => waiting.add(resolve))
    }
  }
  try {
    await use({ url: `http://127.0.0.1:${address.port}/hook`, got, nth })
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** A sandbox whose clock stands still, with a webhook set. */
export const withWebhook = (
  params: object,
  use: (sandbox: Sandbox, bot: Bot, receiver: Receiver) => Promise<void>,
  clock = new FakeClock()
): Promise<void> =>
  withReceiver(receiver =>
    withSandbox({ clock }, async (sandbox, bot) => {
      await bot.get('setWebhook', { url: receiver.url, ...params })
      await use(sandbox, bot, receiver)
    })
  )

/** Refuses the delivery with this number, where all before it were refused ones of the same update. */
export async function refuse(
  { control, until }: Sandbox,
  { nth }: Receiver,
  index: number,
  status: number,
  headers?: Record<string, string>
): Promise<void> {
  const delivery = await nth(index)
  delivery.answer(status, headers)
  await until(() => control.pendingUpdates()[0]?.failures === index + 1)
}
