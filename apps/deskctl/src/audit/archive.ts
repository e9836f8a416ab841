import { crc32, inflateRawSync } from 'node:zlib'

export interface ArchiveEntry {
  readonly name: string
  /** When unpacked, as the archive says; 4 GiB and more is told as 4 GiB. */
  readonly size: number
  /** @throws Error where it is not what the archive says of it */
  readonly read: () => Buffer
}

const begins = { entry: 0x04034b50, listed: 0x02014b50, end: 0x06054b50 } as const
const longestEnd = 22 + 0xffff
const newestVersion = 63
/** Encrypted in either way, or a patch of something else. */
const unreadable = 0x61

/** What the directory of a zip lists, in its order. @throws Error for what is no zip, or is cut short */
export function archiveEntries(zip: Buffer): ArchiveEntry[] {
  const end = endOf(zip)
  const length = zip.readUInt32LE(end + 12)
  const directory = end - length
  /** Bytes before the archive. */
  const before = directory - zip.readUInt32LE(end + 16)
  const entries: ArchiveEntry[] = []
  for (let at = directory; at < end; ) {
    if (zip.readUInt32LE(at) !== begins.listed) throw new Error('its directory is damaged')
    const more = at + 46 + zip.readUInt16LE(at + 28)
    const told = more + zip.readUInt16LE(at + 30)
    const next = told + zip.readUInt16LE(at + 32)
    if (next > end || !isWhole(zip.subarray(more, told))) throw new Error('its directory is damaged')
    const method = zip.readUInt16LE(at + 10)
    const isKnown = zip.readUInt8(at + 6) <= newestVersion && (method === 0 || method === 8)
    if (!isKnown) throw new Error('an entry is packed in a way that is not known here')
    const name = zip.toString('utf8', at + 46, more)
    const listed = at
    entries.push({ name, size: zip.readUInt32LE(at + 24), read: () => contentOf(zip, listed, name, before) })
    at = next
  }
  return entries
}

/** Fields, each with its length, and what is too short for one. */
function isWhole(fields: Buffer): boolean {
  let at = 0
  while (at + 4 <= fields.length) at += 4 + fields.readUInt16LE(at + 2)
  return at <= fields.length
}

function endOf(zip: Buffer): number {
  for (let at = zip.length - 22; at >= 0 && at >= zip.length - longestEnd; at--)
    if (zip.readUInt32LE(at) === begins.end) return at
  throw new Error('it has no directory')
}

function contentOf(zip: Buffer, listed: number, name: string, before: number): Buffer {
  const damaged = (why: string) => new Error(`${JSON.stringify(name)} ${why}`)
  const method = zip.readUInt16LE(listed + 10)
  const [sum, packed, size] = [16, 20, 24].map(place => zip.readUInt32LE(listed + place))
  const at = before + zip.readUInt32LE(listed + 42)
  if (zip.readUInt32LE(at) !== begins.entry) throw damaged('is not where the directory says')
  const start = at + 30 + zip.readUInt16LE(at + 26)
  if (zip.toString('utf8', at + 30, start) !== name) throw damaged('has another name in its place')
  if (zip.readUInt16LE(listed + 8) & unreadable) throw damaged('is encrypted')
  const from = start + zip.readUInt16LE(at + 28)
  const bytes = zip.subarray(from, from + (packed ?? 0))
  const content = method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: Math.max(size ?? 0, 1) })
  if (content.length !== size || crc32(content) !== sum) throw damaged('is damaged')
  return content
}
