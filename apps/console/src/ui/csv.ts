export type Cell = string | number | null

/** As a spreadsheet takes it from the clipboard. */
export const tabbed = (lines: readonly (readonly Cell[])[]): string =>
  lines.map(line => line.map(cell => String(cell ?? '')).join('\t')).join('\r\n')

/** By RFC 4180; what a spreadsheet would take for a formula is text. */
export const csvOf = (lines: readonly (readonly Cell[])[]): string =>
  lines.map(line => line.map(quoted).join(',')).join('\r\n')

function quoted(cell: Cell): string {
  const text = String(cell ?? '')
  const safe = typeof cell === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
