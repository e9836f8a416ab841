import { hashFrom, Malformed, wholeNumber } from './malformed.js'

/** C2SP tlog-proof: that one entry is in the tree of the checkpoint that it carries. */
export interface TlogProof {
  readonly index: number
  readonly path: readonly Buffer[]
  /** The note, word for word. */
  readonly checkpoint: string
}

const header = 'c2sp.org/tlog-proof@v1'

export const tlogProofText = ({ index, path, checkpoint }: TlogProof): string =>
  `${[header, `index ${index}`, ...path.map(hash => hash.toString('base64'))].join('\n')}\n\n${checkpoint}`

/** @throws Malformed */
export function parseTlogProof(text: string): TlogProof {
  const end = text.indexOf('\n\n')
  if (end < 0) throw new Malformed('the proof carries no checkpoint')
  const [first, ...lines] = text.slice(0, end).split('\n')
  if (first !== header) throw new Malformed(`the proof does not begin with ${header}`)
  if (lines[0]?.startsWith('extra ')) lines.shift()
  const [place, ...hashes] = lines
  if (!place?.startsWith('index ')) throw new Malformed('the proof names no index')
  if (hashes.length > 63) throw new Malformed('the proof has more than 63 hashes')
  return {
    index: wholeNumber(place.slice('index '.length), 'the index of the proof'),
    path: hashes.map(hash => hashFrom(hash, 'a hash of the proof')),
    checkpoint: text.slice(end + 2)
  }
}
