import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import {
  entryOf,
  parseCheckpoint,
  parseNote,
  RunningTiles,
  recordOf,
  saltOf,
  type Tile,
  tilePath
} from '#audit'
import { latestCheckpoint } from '#processes'
import { Failure } from '../failure.js'
import { Output } from '../output.js'
import { ProgressLine } from '../progress.js'
import type { Terminal } from '../terminal.js'
import { counted, grouped } from '../text.js'
import { AuditedDesk } from './audited-desk.js'

/** Records, tiles and checkpoints of the whole log; the tiles up to the last checkpoint. */
export async function exportLog(terminal: Terminal, out: string, dataDir: string | undefined): Promise<void> {
  await using desk = await AuditedDesk.open(terminal, dataDir)
  const salt = await desk.salt()
  if (!salt) throw new Failure('the salt key is missing: an export needs the vault and its master key')
  const directory = resolve(terminal.io.cwd, out)
  if (existsSync(directory)) throw new Failure(`${out} exists already: name a new folder`)
  mkdirSync(join(directory, 'checkpoints'), { recursive: true, mode: 0o700 })
  const put = (name: string, content: string | Uint8Array) => {
    const path = join(directory, name)
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(path, content, { mode: 0o600 })
  }
  const putAll = (tiles: readonly Tile[]) => {
    for (const tile of tiles) put(tilePath(tile), tile.content)
  }
  const latest = await desk.log.reading(latestCheckpoint)
  const tiles = new RunningTiles()
  let count = 0
  const line = new ProgressLine(terminal)
  {
    await using records = await Output.to(join(directory, 'records.ndjson'), terminal)
    for await (const item of desk.log.events()) {
      if (item.kind === 'unreadable') throw new Failure(`positions ${item.from} to ${item.to}: ${item.why}`)
      const { event } = item
      const record = recordOf(event, saltOf(salt.key, event.id))
      await records.line(record)
      count++
      if (latest && count <= latest.size) putAll(tiles.add(entryOf(record)))
      if (event.type === 'CheckpointSigned') {
        const note = String(event.data['note'])
        put(`checkpoints/${parseCheckpoint(parseNote(note).text).size}`, note)
      }
      if (count % 5000 === 0) line.show(`${grouped(count)} records`)
    }
  }
  line.clear()
  if (latest) {
    put('checkpoint', latest.note)
    putAll(tiles.rest())
  }
  terminal.print(`${counted(count, 'record')} written to ${out}`)
}
