import type { Finding } from '#audit'
import { archiveEntries } from './archive.js'

const mostUnpacked = 512 * 1024 * 1024

/**
 * The files of a bundle. What no honest desk makes is a finding, and nothing is unpacked then.
 * @throws Error for what is no zip, is cut short or damaged
 */
export function readBundle(archive: Buffer): { files: Map<string, Uint8Array>; findings: Finding[] } {
  const names = new Set<string>()
  const findings: Finding[] = []
  const differs = (what: string) => findings.push({ kind: 'differs', what })
  let unpacked = 0
  const entries = archiveEntries(archive)
  for (const { name, size } of entries) {
    if (names.has(name)) differs(`two entries of the name ${JSON.stringify(name)}`)
    names.add(name)
    if (name.startsWith('/') || name.includes('\\') || name.includes('\0') || name.split('/').includes('..'))
      differs(`an entry whose path climbs: ${JSON.stringify(name)}`)
    unpacked += size
  }
  if (unpacked > mostUnpacked) differs(`${unpacked} bytes when unpacked: more than a bundle has`)
  const files = findings.length > 0 ? [] : entries.map(({ name, read }) => [name, read()] as const)
  return { files: new Map(files), findings }
}
