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
const isEncrypted = 1

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
    const lengths = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)] as const
    const name = zip.toString('utf8', at + 46, at + 46 + lengths[0])
    const listed = at
    entries.push({ name, size: zip.readUInt32LE(at + 24), read: () => contentOf(zip, listed, name, before) })
    at += 46 + lengths[0] + lengths[1] + lengths[2]
  }
  return entries
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
  if (zip.readUInt16LE(listed + 8) & isEncrypted) throw damaged('is encrypted')
  if (method !== 0 && method !== 8) throw damaged('is packed in a way that is not known here')
  const from = start + zip.readUInt16LE(at + 28)
  const bytes = zip.subarray(from, from + (packed ?? 0))
  const content = method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: Math.max(size ?? 0, 1) })
  if (content.length !== size || crc32(content) !== sum) throw damaged('is damaged')
  return content
}
