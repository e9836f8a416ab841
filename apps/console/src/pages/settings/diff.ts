export interface Line {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Line by line, by the longest common part. */
export function difference(before: string, after: string): readonly Line[] {
  const [a, b] = [before.split('\n'), after.split('\n')]
  const common = a.map(() => new Array<number>(b.length + 1).fill(0))
  const at = (i: number, j: number) => common[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = common[i]
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  const lines: Line[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const [left, right] = [a[i], b[j]]
    if (left !== undefined && left === right) {
      lines.push({ kind: 'same', text: left })
      i++
      j++
    } else if (right === undefined || (left !== undefined && at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'removed', text: left ?? '' })
      i++
    } else {
      lines.push({ kind: 'added', text: right })
      j++
    }
  }
  return lines
}
