import type { ImportRow } from '#application'
import { type FieldProblem, nearestVariable, withOurVariables } from '#domain'
import { isJsonObject, type JsonObject } from '#kernel'
import { readable } from '../input/body.js'
import { invalidBody } from '../problems/problem.js'
import { readCsv } from './csv.js'
import type { ImportedKind } from './imported-kinds.js'

export const mostRows = 1000

/** The rows of an import, each as far as it can be read. @throws Problem 400, 422 for what has no rows, or too many */
export function rowsIn(body: unknown, kind: ImportedKind): readonly ImportRow[] {
  const read = readable(body)
  const given = typeof read === 'string' ? csvRows(read, kind) : read
  if (!Array.isArray(given))
    throw refused('type', 'must be an array of documents, or CSV with Content-Type: text/csv')
  if (given.length > mostRows)
    throw refused('too_many', `has ${given.length} rows: at most ${mostRows} are taken`)
  return given.map(row => (row instanceof WrongRow ? row.asRow : rowIn(row, kind)))
}

const refused = (code: string, message: string) => invalidBody([{ pointer: '', code, message }])

function rowIn(row: unknown, kind: ImportedKind): ImportRow {
  if (!isJsonObject(row)) return { id: null, body: row, problems: [wrong('', 'type', 'must be an object')] }
  const { id, ...given } = row
  if (typeof id !== 'string') {
    const code = id === undefined ? 'required' : 'type'
    return { id: null, body: given, problems: [wrong('/id', code, 'must be the id of the document')] }
  }
  return { id, ...(kind.kind === 'template' ? withOwnNames(given) : { body: given, problems: [] }) }
}

function withOwnNames(body: JsonObject): Pick<ImportRow, 'body' | 'problems'> {
  const { texts } = body
  if (!isJsonObject(texts)) return { body, problems: [] }
  const problems: FieldProblem[] = []
  const ours = Object.entries(texts).map(([language, said]) => {
    if (typeof said !== 'string') return [language, said] as const
    const { text, unknown } = withOurVariables(said)
    for (const name of unknown) {
      const message = name.startsWith('{%')
        ? `has ${name.slice(0, 100)}: a template has variables, and no conditions`
        : `has the variable ${name.slice(0, 100)}, which is not known: the nearest is ${nearestVariable(name)}`
      problems.push(wrong(`/texts/${language}`, 'unknown_variable', message))
    }
    return [language, text] as const
  })
  return { body: { ...body, texts: Object.fromEntries(ours) }, problems }
}

const wrong = (pointer: string, code: string, message: string): FieldProblem => ({ pointer, code, message })

/** A record that is no row of its file. */
class WrongRow {
  readonly asRow: ImportRow
  constructor(id: string | undefined, message: string) {
    this.asRow = { id: id || null, body: undefined, problems: [wrong('', 'cells', message)] }
  }
}

function csvRows(text: string, kind: ImportedKind): readonly unknown[] {
  const read = readCsv(text)
  if ('problem' in read) throw refused('csv', `is no CSV: line ${read.problem.line} ${read.problem.message}`)
  const [columns, ...records] = read.records
  if (!columns) throw refused('csv', 'has no line with the names of the columns')
  const twice = columns.find((name, place) => columns.indexOf(name) !== place)
  if (twice !== undefined) throw refused('csv', `has the column ${twice.slice(0, 100)} twice`)
  return records.map(cells =>
    cells.length === columns.length
      ? documentOf(columns, cells, kind)
      : new WrongRow(
          cells[columns.indexOf('id')],
          `has ${cells.length} cells where there are ${columns.length} columns`
        )
  )
}

/** An empty cell leaves its field out; `texts.en` is a member of an object. */
function documentOf(columns: readonly string[], cells: readonly string[], { lists, numbers }: ImportedKind) {
  const fields: [string, unknown][] = []
  const members = new Map<string, [string, string][]>()
  for (const [place, name] of columns.entries()) {
    const cell = cells[place] ?? ''
    const [field = '', member] = name.split(/\.(.*)/s)
    if (cell === '') continue
    if (member !== undefined) members.set(field, [...(members.get(field) ?? []), [member, cell]])
    else if (lists.includes(name))
      fields.push([
        name,
        cell
          .split(/[,;]/)
          .map(one => one.trim())
          .filter(Boolean)
      ])
    else if (numbers.includes(name) && /^\d{1,15}$/.test(cell)) fields.push([name, Number(cell)])
    else fields.push([name, cell])
  }
  const objects = [...members].map(([name, all]) => [name, Object.fromEntries(all)] as const)
  return Object.fromEntries([...fields, ...objects])
}
