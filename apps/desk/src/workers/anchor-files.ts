import { auditStreams } from '#domain'
import type { RawLog } from '#event-log'
import type { SealedCheckpoint } from '#processes'

type File = readonly [name: string, content: string | Uint8Array]

/** RFC 3161 answers unread, and the lines of witnesses. Most recent seals have none yet. */
export async function anchorFiles(
  log: Pick<RawLog, 'readStream'>,
  { origin, size }: SealedCheckpoint
): Promise<readonly File[]> {
  const files: File[] = []
  for await (const { data } of log.readStream(auditStreams.anchors)) {
    const { kind, where, answer } = data
    if (data['size'] !== size || data['origin'] !== origin || typeof answer !== 'string') continue
    const name = `anchors/${String(where).replaceAll(/[^A-Za-z0-9.-]/g, '_')}`
    const bytes = Buffer.from(answer, 'base64')
    files.push(kind === 'rfc3161' ? [`${name}.tsr`, bytes] : [`${name}.cosignature`, bytes.toString()])
  }
  return files
}
