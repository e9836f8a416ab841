import { hashFrom, Malformed, wholeNumber } from './malformed.js'

/** C2SP tlog-checkpoint: what a log says of itself at one time. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
}

export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${root.toString('base64')}\n`

/** The text of a note, without signatures; extension lines are passed over. @throws Malformed */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, ...rest] = text.split('\n')
  if (!origin || size === undefined || root === undefined || rest.at(-1) !== '')
    throw new Malformed('the note is no checkpoint')
  if (rest.slice(0, -1).includes('')) throw new Malformed('the checkpoint has an empty line')
  return {
    origin,
    size: wholeNumber(size, 'the size of the checkpoint'),
    root: hashFrom(root, 'the root of the checkpoint')
  }
}
