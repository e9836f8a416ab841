import { MongoClient } from 'mongodb'
import { openMongoReadStore } from '#read-store/mongodb'
import { answering } from '../child.js'

export interface ViewsQuestion {
  readonly of: 'views' | 'driver'
  readonly url: string
  readonly database: string
  readonly seconds: number
  readonly batch: number
}

export interface ViewsAnswer {
  readonly perSecond: number
}

const things = { name: 'things', indexes: [{ name: 'all', equal: ['kind'], order: 'n' }] }
const text = 'x'.repeat(600)
const position = (n: number) => String(n).padStart(16, '0')
const documentAt = (n: number) => ({ id: `document-${n % 20_000}`, kind: `kind-${n % 5}`, n, text })

/** Batches of documents, most of them new, some again; each with its checkpoint in one transaction. */
async function throughTheViews({ url, database, seconds, batch }: ViewsQuestion): Promise<ViewsAnswer> {
  const store = await openMongoReadStore({ url, database })
  const view = await store.open({ name: 'shelf', version: 1, build: 0 }, [things])
  const answer = await measure(seconds, batch, from => {
    const writes = Array.from({ length: batch }, (_, i) => {
      const document = documentAt(from + i)
      return { kind: 'put', collection: 'things', document, reflects: from + i } as const
    })
    return view.write(writes, { position: position(from), eventId: `event-${from}` }, 1)
  })
  await store.close()
  return answer
}

/** The same documents and checkpoint as the driver writes them, unguarded. */
async function throughTheDriver({ url, database, seconds, batch }: ViewsQuestion): Promise<ViewsAnswer> {
  const client = new MongoClient(url)
  const db = client.db(database, { writeConcern: { w: 'majority', journal: true } })
  const documents = db.collection<{ _id: string }>('things')
  const checkpoints = db.collection<{ _id: string; position: string }>('checkpoints')
  await documents.createIndex({ kind: 1, n: 1, _id: 1 })
  await checkpoints.insertOne({ _id: 'shelf', position: '' })
  const answer = await measure(seconds, batch, from =>
    client.withSession(session =>
      session.withTransaction(async () => {
        const operations = Array.from({ length: batch }, (_, i) => {
          const { id, kind, n, text } = documentAt(from + i)
          const replacement = { kind, n, json: JSON.stringify({ id, kind, n, text }) }
          return { replaceOne: { filter: { _id: id }, replacement, upsert: true } }
        })
        await checkpoints.updateOne({ _id: 'shelf' }, { $set: { position: position(from) } }, { session })
        await documents.bulkWrite(operations, { session, ordered: false })
      })
    )
  )
  await client.close()
  return answer
}

async function measure(
  seconds: number,
  batch: number,
  write: (from: number) => Promise<unknown>
): Promise<ViewsAnswer> {
  await write(0)
  const started = performance.now()
  let written = 0
  while (performance.now() - started < seconds * 1000) {
    await write(batch + written)
    written += batch
  }
  return { perSecond: written / ((performance.now() - started) / 1000) }
}

answering<ViewsQuestion>(question =>
  question.of === 'views' ? throughTheViews(question) : throughTheDriver(question)
)
