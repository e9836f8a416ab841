import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createLogger } from './logger.js'
import { createMetrics } from './metrics.js'

const token = '123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123'

function logged(fields: { [name: string]: unknown }, message = 'message'): string {
  const lines: string[] = []
  createLogger({ name: 'test', level: 'debug', write: line => void lines.push(line) }).error(fields, message)
  return lines.join('')
}

describe('a log line', () => {
  it('is one JSON object with level, time, name, fields and message', () => {
    const line = JSON.parse(logged({ ticket: 't1' }, 'ticket opened'))
    expect(line).toMatchObject({ level: 'error', name: 'test', ticket: 't1', msg: 'ticket opened' })
    expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT/)
  })

  it('names the bot but not its token, wherever the token stands', () => {
    const url = `https://api.telegram.org/bot${token}/sendMessage`
    const error = new Error(`POST ${url} failed`, { cause: new Error(url) })
    const line = logged({ url, error, deep: { list: [url], [url]: 1 } }, `calling ${url}`)
    expect(line).not.toContain('AAF-')
    expect(line).toContain('/bot123456789:[secret]/sendMessage')
    expect(line).toContain('observability.spec')
  })

  it('never holds a token, however the text around it looks', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(logged({ text: `${before}/bot${token}/${after}` })).not.toContain('abcdefghijklmnopqrstuvwxyz')
      })
    )
  })

  it('holds no credentials', () => {
    const key = 'k-0123456789abcdef0123456789abcdef'
    const line = logged({
      headers: { authorization: `Bearer ${key}`, cookie: key },
      text: `Authorization: Bearer ${key}`,
      error: new Error(`refused "authorization":"Bearer ${key}"`)
    })
    expect(line).not.toContain(key)
  })

  it('survives values that turn in circles', () => {
    const circle: { self?: unknown } = {}
    circle.self = circle
    expect(logged({ circle })).toContain('[deeper]')
  })
})

describe('the metrics', () => {
  it('are rendered under the prefix of the desk, with those of Node', async () => {
    const metrics = createMetrics()
    metrics.subscriptionGap.set({ subscription: 'intake' }, 7)
    const { type, text } = await metrics.render()
    expect(type).toContain('text/plain')
    expect(text).toContain('topicdesk_subscription_gap_events{subscription="intake"} 7')
    expect(text).toContain('topicdesk_nodejs_eventloop_lag_seconds')
    expect(text.match(/^# HELP (?!topicdesk_)/gm)).toBeNull()
  })

  it('belong to one desk: two in a process share nothing', async () => {
    createMetrics().events.inc({ type: 'TicketOpened' })
    expect((await createMetrics().render()).text).not.toContain('TicketOpened')
  })
})
