import type { Readable } from 'node:stream'
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { Problem } from '../problems/problem.js'
import { mostStreams } from './stream-places.js'

/** The streams that are open here: so many for one key, and none longer than the desk. */
@Injectable()
export class OpenStreams implements OnModuleDestroy {
  readonly #open = new Set<Readable>()

  constructor(@Inject(HTTP_DEPS) private readonly deps: HttpDeps) {}

  /** @throws Problem 429 for one too many */
  async open(key: string, make: () => Readable): Promise<Readable> {
    let stream: Readable | undefined
    const lost = () => stream?.destroy(new Error('its place is taken'))
    const giveBack = await this.deps.streamPlaces.take(key, lost)
    if (!giveBack) {
      throw new Problem(
        429,
        'too_many_streams',
        `this key has ${mostStreams} streams open: close one first`,
        {
          headers: { 'Retry-After': '5' }
        }
      )
    }
    stream = make()
    this.#open.add(stream)
    stream.once('close', () => {
      giveBack()
      if (stream) this.#open.delete(stream)
    })
    return stream
  }

  onModuleDestroy(): void {
    for (const stream of this.#open) stream.destroy(new Error('the desk stops'))
  }
}
