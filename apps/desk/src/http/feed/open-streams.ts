import type { Readable } from 'node:stream'
import { Injectable, type OnModuleDestroy } from '@nestjs/common'
import { Problem } from '../problems/problem.js'

const mostOfOne = 5

/** The streams that are open here: five for one key, and none longer than the desk. */
@Injectable()
export class OpenStreams implements OnModuleDestroy {
  readonly #open = new Map<string, Set<Readable>>()

  /** @throws Problem 429 for the sixth */
  mustHaveRoom(key: string): void {
    if ((this.#open.get(key)?.size ?? 0) < mostOfOne) return
    throw new Problem(429, 'too_many_streams', `this key has ${mostOfOne} streams open: close one first`, {
      headers: { 'Retry-After': '5' }
    })
  }

  add(key: string, stream: Readable): void {
    const ofKey = this.#open.get(key) ?? new Set()
    this.#open.set(key, ofKey.add(stream))
    stream.once('close', () => {
      ofKey.delete(stream)
      if (ofKey.size === 0 && this.#open.get(key) === ofKey) this.#open.delete(key)
    })
  }

  onModuleDestroy(): void {
    for (const ofKey of this.#open.values())
      for (const stream of ofKey) stream.destroy(new Error('the desk stops'))
  }
}
