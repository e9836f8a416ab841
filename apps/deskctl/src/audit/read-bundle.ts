import { unzipSync } from 'fflate'
import type { Finding } from '#audit'

const mostUnpacked = 512 * 1024 * 1024

/**
 * The files of a bundle. What no honest desk makes is a finding, and nothing is unpacked then.
 * @throws Error for what is no zip, or is cut short
 */
export function readBundle(archive: Uint8Array): { files: Map<string, Uint8Array>; findings: Finding[] } {
  const names = new Set<string>()
  const findings: Finding[] = []
  const differs = (what: string) => findings.push({ kind: 'differs', what })
  let unpacked = 0
  const look = (name: string, size: number) => {
    if (names.has(name)) differs(`two entries of the name ${JSON.stringify(name)}`)
    names.add(name)
    if (name.startsWith('/') || name.includes('\\') || name.split('/').includes('..'))
      differs(`an entry whose path climbs: ${JSON.stringify(name)}`)
    unpacked += size
  }
  unzipSync(archive, {
    filter: ({ name, originalSize }) => {
      look(name, originalSize)
      return false
    }
  })
  if (unpacked > mostUnpacked) differs(`${unpacked} bytes when unpacked: more than a bundle has`)
  const files = findings.length > 0 ? {} : unzipSync(archive)
  return { files: new Map(Object.entries(files)), findings }
}
