import { createLogger, humanLine, type Paint, painted, unpainted } from '#observability'

/** Something that the person who starts the desk must know. */
export interface Printed {
  readonly label: string
  /** An address, a key, what to send. */
  readonly value: string
  readonly says: string
}

/** Where the desk says what it has to say: what it prints, and what it logs. */
export interface Output {
  print(printed: Printed): void
  /** The page to open: the last line, whatever is logged after it. */
  open(page: Printed): void
  /** One JSON line of a logger. */
  log(line: string): void
  end(): void
}

type Write = (text: string) => unknown

/** Everything as JSON, an object a line. What is printed is printed whatever the level of the log. */
export function jsonOutput(write: Write): Output {
  const logger = createLogger({ name: 'topicdesk', level: 'info', write })
  // A blank after the value: who looks for it finds its end.
  const print = ({ label, value, says }: Printed) => logger.info({}, `${label}: ${value} (${says})`)
  return { print, open: print, log: write, end: () => {} }
}

export interface Screen {
  write(text: string): unknown
  hasColors(): boolean
  readonly columns: number
}

const labelWidth = 12

/** Lines for a person, aligned. Where the terminal can do it, the page to open stays the last one. */
export function screenOutput(screen: Screen): Output {
  const isRich = screen.hasColors()
  const paint = isRich ? painted : unpainted
  let last = ''
  const line = (text: string) =>
    screen.write(isRich && last !== '' ? `\r\x1b[2K${text}\n${last}` : `${text}\n`)
  return {
    print: printed => line(aligned(printed, paint)),
    open(page) {
      const room = screen.columns - 1 >= plainWidth(page)
      const text = aligned(room ? page : { ...page, says: '' }, paint, true)
      if (isRich) {
        screen.write(`\n${text}`)
        last = text
      } else line(text)
    },
    log: json => line(humanLine(json, paint)),
    end() {
      if (last !== '') screen.write('\n')
      last = ''
    }
  }
}

function aligned({ label, value, says }: Printed, paint: Paint, isPage = false): string {
  const look = isPage ? (['bold', 'green', 'underline'] as const) : 'cyan'
  const end = says === '' ? '' : `  ${paint('dim', says)}`
  return `  ${paint('bold', label.padEnd(labelWidth))}${paint(look, value)}${end}`
}

const plainWidth = (page: Printed): number => aligned(page, unpainted).length
