import { createReadStream } from 'node:fs'

/** No record is as long; what is longer ends the reading. */
const longest = 64 * 1024 * 1024

/** The lines of a file, ended by a line feed and nothing else, one after the other. */
export async function* linesOf(
  path: string
): AsyncGenerator<{ readonly text: string; readonly isWhole: boolean }> {
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(path)) {
    const bytes = Buffer.concat([rest, chunk])
    let from = 0
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
      yield { text: bytes.toString('utf8', from, at), isWhole: true }
      from = at + 1
    }
    rest = bytes.subarray(from)
    if (rest.length > longest) break
  }
  if (rest.length > 0) yield { text: rest.toString('utf8', 0, Math.min(rest.length, 1000)), isWhole: false }
}
