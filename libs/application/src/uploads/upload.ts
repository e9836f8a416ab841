import type { Uploads } from '#desk-state'
import type { Instant } from '#kernel'
import { piecesOf } from '#privacy'

/** What a piece holds before it is sealed; the last of a file may be shorter. */
export const pieceBytes = 1024 * 1024

const lastPiece = (size: number): number => Math.max(0, Math.ceil(size / pieceBytes) - 1)

/** Writes a file as it comes, a piece at a time. What is not ended by its owner is given up by its age. */
export class UploadWriter {
  #held: Uint8Array[] = []
  #heldBytes = 0
  #index = 0
  size = 0

  constructor(
    private readonly uploads: Uploads,
    readonly secret: string,
    private readonly at: Instant
  ) {}

  /** Resolves when there is room for more. */
  async write(chunk: Uint8Array): Promise<void> {
    this.size += chunk.length
    for (let rest = chunk; rest.length > 0; ) {
      const part = rest.subarray(0, pieceBytes - this.#heldBytes)
      this.#held.push(part)
      this.#heldBytes += part.length
      rest = rest.subarray(part.length)
      if (this.#heldBytes === pieceBytes) await this.#flush()
    }
  }

  /** On stable storage then, all of it. */
  async end(): Promise<void> {
    if (this.#heldBytes > 0) await this.#flush()
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#held)
    this.#held = []
    this.#heldBytes = 0
    const pieces = piecesOf(this.secret)
    const index = this.#index++
    await this.uploads.add({ upload: pieces.place, index, at: this.at, bytes: pieces.seal(bytes, index) })
  }
}

/** Whether its first and its last piece are there. */
export async function isKept(uploads: Uploads, secret: string, size: number): Promise<boolean> {
  const { place } = piecesOf(secret)
  const [first, last] = await Promise.all([uploads.read(place, 0), uploads.read(place, lastPiece(size))])
  return first !== undefined && last !== undefined
}

/** @throws Error where it is not kept any more */
export async function* readUpload(uploads: Uploads, secret: string, size: number): AsyncGenerator<Buffer> {
  const pieces = piecesOf(secret)
  for (let index = 0; index <= lastPiece(size); index++) {
    const sealed = await uploads.read(pieces.place, index)
    if (!sealed) throw new Error('a piece of the file is not kept any more')
    yield pieces.open(sealed, index)
  }
}

export const dropUpload = (uploads: Uploads, secret: string): Promise<void> =>
  uploads.drop(piecesOf(secret).place)
