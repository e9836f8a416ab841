import { crc32 } from 'node:zlib'
import type { EncodedEvent } from '../encoded.js'

/**
 * CRC-32 over what an event is, its place in its stream included. Guards against accident: bits that flipped, pages that
 * were lost, swapped or torn, a program that wrote past the log. Not against people: whoever can write the file can
 * compute it anew.
 */
export const checksumOf = (stream: string, revision: number, event: EncodedEvent): number =>
  crc32(
    `${stream}\n${revision}\n${event.id}\n${event.type}\n${event.recordedAt}\n${event.data}\n${event.meta}\n${event.personal ?? '-'}`
  )
