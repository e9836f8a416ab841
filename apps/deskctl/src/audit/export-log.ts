import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import {
  entriesBundle,
  entryOf,
  leafHash,
  nodeHash,
  parseCheckpoint,
  parseNote,
  recordOf,
  saltOf,
  tilePath,
  tileWidth
} from '#audit'
import { exportSqliteLog } from '#event-log/sqlite'
import { Failure } from '../failure.js'
import { findFiles } from '../files.js'
import { Output } from '../output.js'
import { ProgressLine } from '../progress.js'
import type { Terminal } from '../terminal.js'
import { counted, grouped } from '../text.js'
import { saltIn } from './sealed-files.js'

/** Records, tiles and checkpoints of the whole log; the tiles up to the last checkpoint. */
export async function exportLog(terminal: Terminal, out: string, dataDir: string | undefined): Promise<void> {
  const files = findFiles(terminal, dataDir)
  const salt = await saltIn(files, terminal.io.clock)
  if (!salt) throw new Failure('the salt key is missing: an export needs the vault and its master key')
  const directory = resolve(terminal.io.cwd, out)
  if (existsSync(directory)) throw new Failure(`${out} exists already: name a new folder`)
  mkdirSync(join(directory, 'checkpoints'), { recursive: true, mode: 0o700 })
  const put = (name: string, content: string | Uint8Array) => {
    const path = join(directory, name)
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(path, content, { mode: 0o600 })
  }
  const entries: Buffer[] = []
  let latest: { size: number; note: string } | undefined
  const line = new ProgressLine(terminal)
  {
    await using records = await Output.to(join(directory, 'records.ndjson'), terminal)
    for await (const item of exportSqliteLog(files.log)) {
      if (item.kind === 'unreadable') throw new Failure(`positions ${item.from} to ${item.to}: ${item.why}`)
      const { event } = item
      const record = recordOf(event, saltOf(salt.key, event.id))
      await records.line(record)
      entries.push(entryOf(record))
      if (event.type === 'CheckpointSigned') {
        const note = String(event.data['note'])
        const { size } = parseCheckpoint(parseNote(note).text)
        put(`checkpoints/${size}`, note)
        latest = { size, note }
      }
      if (entries.length % 5000 === 0) line.show(`${grouped(entries.length)} records`)
    }
  }
  line.clear()
  if (latest) {
    put('checkpoint', latest.note)
    tiles(entries.slice(0, latest.size), put)
  }
  terminal.print(`${counted(entries.length, 'record')} written to ${out}`)
}

function tiles(entries: readonly Buffer[], put: (name: string, content: Uint8Array) => void): void {
  const inTiles = (list: readonly Buffer[], write: (index: number, tile: readonly Buffer[]) => void) => {
    for (let index = 0; index * tileWidth < list.length; index++)
      write(index, list.slice(index * tileWidth, (index + 1) * tileWidth))
  }
  inTiles(entries, (index, tile) =>
    put(tilePath({ level: 'entries', index, width: tile.length }), entriesBundle(tile))
  )
  let hashes: readonly Buffer[] = entries.map(leafHash)
  for (let level = 0; hashes.length > 0; level++) {
    const above: Buffer[] = []
    inTiles(hashes, (index, tile) => {
      put(tilePath({ level, index, width: tile.length }), Buffer.concat(tile))
      if (tile.length === tileWidth) above.push(joined(tile))
    })
    hashes = above
  }
}

function joined(hashes: readonly Buffer[]): Buffer {
  const [first = Buffer.alloc(32)] = hashes
  if (hashes.length <= 1) return first
  return nodeHash(joined(hashes.slice(0, hashes.length / 2)), joined(hashes.slice(hashes.length / 2)))
}
