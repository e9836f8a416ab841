import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]
export type Paint = (style: Style, text: string) => string

export const painted: Paint = (style, text) => styleText(style, text, { validateStream: false })
export const unpainted: Paint = (_style, text) => text

const everyLine = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg'])
const looks: { readonly [level: string]: Style } = { debug: 'dim', warn: 'yellow', error: 'red' }

/** A line that `createLogger` wrote, for a person at a terminal: time of day, message, then what it is about. */
export function humanLine(json: string, paint: Paint): string {
  const line: { [name: string]: unknown } = JSON.parse(json)
  const look = looks[String(line['level'])]
  const message = printable(String(line['msg']))
  const fields = Object.entries(line)
    .filter(([name, value]) => !everyLine.has(name) && value !== null)
    .map(([name, value]) => `${printable(name)}=${shown(value)}`)
  const time = new Date(String(line['time'])).toLocaleTimeString('en-GB')
  const mark = look === undefined ? ' ' : paint(look, '●')
  return [
    paint('dim', time),
    mark,
    look === undefined ? message : paint(look, message),
    ...(fields.length > 0 ? [paint('dim', fields.join(' '))] : [])
  ].join(' ')
}

/** Of an error what it says and of what it came; the stack is in the line as JSON. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'message' in value) {
    const { message } = value
    const cause = 'cause' in value ? ` (${shown(value.cause)})` : ''
    return `"${printable(String(message))}"${cause}`
  }
  if (typeof value === 'string' && /^[^\s"]+$/.test(value)) return printable(value)
  return printable(JSON.stringify(value))
}

/** Nothing in a log moves the cursor, turns the writing or begins a line. */
const printable = (text: string): string =>
  text.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    character => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
  )
