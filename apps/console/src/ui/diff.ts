export interface Piece {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Beyond this it is told as taken out and put in whole: the table of what is common grows with both. */
const mostCompared = 4_000_000

/** Line by line, by the longest common part. */
export const difference = (before: string, after: string): readonly Piece[] =>
  compared(before.split('\n'), after.split('\n'))

/** Word by word; neighbours of a kind are one piece, and the pieces make up both texts. */
export function wordDifference(before: string, after: string): readonly Piece[] {
  const pieces: Piece[] = []
  for (const { kind, text } of compared(wordsOf(before), wordsOf(after))) {
    const last = pieces.at(-1)
    if (last?.kind === kind) pieces[pieces.length - 1] = { kind, text: last.text + text }
    else pieces.push({ kind, text })
  }
  return pieces
}

const wordsOf = (text: string): readonly string[] => text.match(/\s+|[\p{L}\p{N}\p{M}_]+|./gsu) ?? []

function compared(a: readonly string[], b: readonly string[]): readonly Piece[] {
  if (a.length * b.length > mostCompared)
    return [
      ...a.map(text => ({ kind: 'removed', text }) as const),
      ...b.map(text => ({ kind: 'added', text }) as const)
    ]
  const common = a.map(() => new Array<number>(b.length + 1).fill(0))
  const at = (i: number, j: number) => common[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = common[i]
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  const pieces: Piece[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const [left, right] = [a[i], b[j]]
    if (left !== undefined && left === right) {
      pieces.push({ kind: 'same', text: left })
      i++
      j++
    } else if (right === undefined || (left !== undefined && at(i + 1, j) >= at(i, j + 1))) {
      pieces.push({ kind: 'removed', text: left ?? '' })
      i++
    } else {
      pieces.push({ kind: 'added', text: right })
      j++
    }
  }
  return pieces
}
