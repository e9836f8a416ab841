import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import { rests } from '#processes'

/** A zip tells local times, and none before this one. */
const earliest = new Date(1980, 0, 1)
/** Is packed in some two milliseconds. */
const piece = 64 * 1024

/** Equal files make equal bytes. Proofs hold signatures, which no packing makes smaller. */
export async function zipped(files: ReadonlyMap<string, string | Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  const zip = new Zip((error, part) => {
    if (error) throw error
    parts.push(part)
  })
  const rest = rests()
  for (const [name, content] of files) {
    const bytes = typeof content === 'string' ? strToU8(content) : content
    const entry = name.startsWith('proofs/') ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 })
    entry.mtime = earliest
    zip.add(entry)
    for (let from = 0; from === 0 || from < bytes.length; from += piece) {
      entry.push(bytes.subarray(from, from + piece), from + piece >= bytes.length)
      await rest()
    }
  }
  zip.end()
  return Buffer.concat(parts)
}
