import { Binary, type ClientSession, type Collection } from 'mongodb'
import type { Uploads } from '../index.js'

const piecesPerPage = 8

export interface PieceRecord {
  /** Upload and place, so that they sort in order. */
  readonly _id: string
  readonly upload: string
  readonly piece: number
  readonly at: number
  readonly bytes: Binary
}

type Run = <T>(work: (session: ClientSession) => Promise<T>) => Promise<T>

const keyOf = (upload: string, index: number) => `${upload}\n${String(index).padStart(6, '0')}`

export function mongoUploads(uploads: Collection<PieceRecord>, run: Run, upserting: Run): Uploads {
  return {
    async add({ upload, index, at, bytes }) {
      const first = { upload, piece: index, at, bytes: new Binary(bytes) }
      await upserting(session =>
        uploads.updateOne({ _id: keyOf(upload, index) }, { $setOnInsert: first }, { upsert: true, session })
      )
    },
    async read(upload, index) {
      const found = await run(session => uploads.findOne({ _id: keyOf(upload, index) }, { session }))
      return found ? bytesOf(found) : undefined
    },
    async drop(upload) {
      await run(session => uploads.deleteMany({ upload }, { session }))
    },
    dropBefore: (instant, limit) =>
      run(async session => {
        const old = await uploads
          .find({ at: { $lt: instant } }, { session, sort: { at: 1 }, limit, projection: { _id: 1 } })
          .toArray()
        const { deletedCount } = await uploads.deleteMany(
          { _id: { $in: old.map(({ _id }) => _id) } },
          { session }
        )
        return deletedCount
      }),
    async *all() {
      for (let after = ''; ; ) {
        const page = await run(session =>
          uploads.find({ _id: { $gt: after } }, { session, sort: { _id: 1 }, limit: piecesPerPage }).toArray()
        )
        for (const record of page) {
          const { _id, upload, piece, at } = record
          after = _id
          yield { upload, index: piece, at, bytes: bytesOf(record) }
        }
        if (page.length < piecesPerPage) return
      }
    }
  }
}

const bytesOf = ({ bytes }: PieceRecord): Uint8Array => bytes.value()
