import type { Piece, Uploads } from '../index.js'

const keyOf = (upload: string, index: number) => `${upload}\n${index}`

export function memoryUploads(): Uploads {
  const pieces = new Map<string, Piece>()
  return {
    async add(piece) {
      const key = keyOf(piece.upload, piece.index)
      if (!pieces.has(key)) pieces.set(key, { ...piece, bytes: Uint8Array.from(piece.bytes) })
    },
    read: async (upload, index) => pieces.get(keyOf(upload, index))?.bytes,
    async drop(upload) {
      for (const [key, piece] of pieces) if (piece.upload === upload) pieces.delete(key)
    },
    async dropBefore(instant, limit) {
      const old = [...pieces].filter(([, { at }]) => at < instant).slice(0, limit)
      for (const [key] of old) pieces.delete(key)
      return old.length
    },
    async *all() {
      yield* [...pieces.values()]
    }
  }
}
