/**
 * The process that the crash test kills: `node crash-child.js <file> <life>` appends for ever with eight writers,
 * and prints the name of each append once the log has acknowledged it.
 */
import { seeded, someEvent } from '../contract/events.js'
import { openSqliteLog, type SqliteEventLog } from './index.js'

const [path = '', life = '0'] = process.argv.slice(2)

async function write(log: SqliteEventLog, writer: number): Promise<never> {
  const stream = `ticket-${writer}`
  const random = seeded(Number(life) * 100 + writer)
  let revision = -1
  for await (const event of log.readStream(stream)) revision = event.revision
  for (let n = 0; ; n++) {
    const append = `${life}/${writer}/${n}`
    const size = 1 + random(4)
    const filler = 'x'.repeat(random(3000))
    const events = Array.from({ length: size }, (_, i) =>
      someEvent(`${append}/${i}`, { append, size, filler })
    )
    await log.append(stream, events, revision < 0 ? 'none' : revision)
    revision += size
    process.stdout.write(`${append}\n`)
  }
}

const log = await openSqliteLog({ path })
await Promise.all(Array.from({ length: 8 }, (_, writer) => write(log, writer)))
