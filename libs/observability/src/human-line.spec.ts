import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { humanLine, painted, unpainted } from './human-line.js'
import { createLogger, type Fields } from './logger.js'

function human(fields: Fields, message: string, paint = unpainted): string {
  const lines: string[] = []
  const write = (line: string) => void lines.push(humanLine(line, paint))
  createLogger({ name: 'desk', level: 'info', write }).warn(fields, message)
  return lines.join('\n')
}

describe('a log line for a person', () => {
  it('has the time of day, the message, and what it is about', () => {
    expect(human({ state: 'down', why: 'no route' }, 'sending has stopped')).toMatch(
      /^\d\d:\d\d:\d\d ● sending has stopped state=down why="no route"$/
    )
  })

  it('says what an error says and why, without its stack', () => {
    const error = new Error('no answer', { cause: new Error('timed out') })
    expect(human({ error }, 'trying again')).toMatch(/trying again error="no answer" \("timed out"\)$/)
  })

  it('is coloured by its level where colours are wanted', () => {
    expect(human({}, 'careful', painted)).toContain('\u001B[33mcareful')
  })

  it('is one line that does nothing to the terminal, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, text) => {
        const line = human({ [`f${name}`]: text, error: new Error(text) }, text)
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
      })
    )
  })
})
