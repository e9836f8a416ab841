import { describe, expect, it } from '@jest/globals'
import { createLogger } from '#observability'
import { jsonOutput, type Output, screenOutput } from './output.js'

const key = { label: 'API key', value: 'tdk_1', says: 'shown only now' }
const page = { label: 'Open', value: 'http://127.0.0.1:8081/', says: 'write as a customer' }

function begin(output: Output): void {
  output.print(key)
  output.open(page)
  createLogger({ name: 'topicdesk', level: 'info', write: output.log }).warn({ state: 'down' }, 'careful')
  output.end()
}

function onScreen(hasColors: boolean, columns = 120): string {
  let written = ''
  begin(screenOutput({ write: text => (written += text), hasColors: () => hasColors, columns }))
  return written
}

/** What stands there in the end: the lines that were not wiped. */
const left = (written: string): string[] =>
  written
    .split('\n')
    .map(line => line.split('\r\x1b[2K').at(-1) ?? '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours
    .map(line => line.replaceAll(/\x1b\[\d+m/g, ''))
    .filter(line => line !== '')

describe('What the desk prints', () => {
  it('is JSON, an object a line, where nobody sits at a terminal', () => {
    let written = ''
    begin(jsonOutput(text => (written += text)))
    const lines = written.trimEnd().split('\n')
    expect(lines.map(line => JSON.parse(line).msg)).toEqual([
      'API key: tdk_1 (shown only now)',
      'Open: http://127.0.0.1:8081/ (write as a customer)',
      'careful'
    ])
  })

  it('is aligned at a terminal, and the page to open stays the last line', () => {
    const lines = left(onScreen(true))
    expect(lines).toEqual([
      '  API key     tdk_1  shown only now',
      expect.stringMatching(/^\d\d:\d\d:\d\d ● careful state=down$/),
      '  Open        http://127.0.0.1:8081/  write as a customer'
    ])
  })

  it('shows the page in one line of a narrow terminal', () => {
    expect(left(onScreen(true, 40)).at(-1)).toBe('  Open        http://127.0.0.1:8081/')
  })

  it('moves no cursor where the terminal has no colours', () => {
    const written = onScreen(false)
    expect(written).not.toContain('\x1b')
    expect(written.split('\n')).toContain('  Open        http://127.0.0.1:8081/  write as a customer')
  })
})
