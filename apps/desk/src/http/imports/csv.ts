/** Where a file stops being CSV; the line is the one on which that begins, from 1. */
export interface CsvProblem {
  readonly line: number
  readonly message: string
}

/**
 * RFC 4180: records of cells, lines ending with LF or CRLF, quotes doubled within quotes; a byte order mark and empty
 * lines are left out. Its time grows with the length alone.
 */
export function readCsv(
  text: string
): { readonly records: readonly (readonly string[])[] } | { readonly problem: CsvProblem } {
  const records: string[][] = []
  let record: string[] = []
  let line = 1
  let at = text.startsWith('\uFEFF') ? 1 : 0
  while (at < text.length) {
    let cell: string
    if (text[at] === '"') {
      const end = endOfQuoted(text, at)
      if (end === undefined) return { problem: { line, message: 'has a quote that does not close' } }
      cell = text.slice(at + 1, end).replaceAll('""', '"')
      line += cell.split('\n').length - 1
      at = end + 1
      if (at < text.length && !/^(?:,|\r?\n|\r$)/.test(text.slice(at, at + 2))) {
        return { problem: { line, message: 'has something behind a quoted cell' } }
      }
    } else {
      const end = endOfPlain(text, at)
      cell = text.slice(at, end)
      at = end
    }
    record.push(cell)
    if (text[at] === ',') {
      at++
      if (at === text.length) record.push('')
      else if (text[at] !== '\n' && text[at] !== '\r') continue
      else record.push('')
    }
    if (text[at] === '\r') at++
    if (text[at] === '\n') at++
    line++
    if (record.length > 1 || record[0] !== '') records.push(record)
    record = []
  }
  return { records }
}

function endOfQuoted(text: string, start: number): number | undefined {
  for (let at = start + 1; ; at += 2) {
    at = text.indexOf('"', at)
    if (at < 0) return undefined
    if (text[at + 1] !== '"') return at
  }
}

function endOfPlain(text: string, start: number): number {
  let at = start
  while (at < text.length && text[at] !== ',' && text[at] !== '\n' && !isLineEnd(text, at)) at++
  return at
}

const isLineEnd = (text: string, at: number): boolean =>
  text[at] === '\r' && (text[at + 1] === '\n' || at + 1 === text.length)
