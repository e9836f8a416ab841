import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { unzipSync } from 'fflate'
import type { RecordedEvent } from '#event-log'
import { route, waits } from '../../../../../libs/domain/src/testing/routing.js'
import { escaped } from '../customers/export-page.js'
import { startTestApi, type TestApi, testKey } from '../testing.js'
import { actorWords } from './history-codes.js'
import { decisionSentence } from './history-decisions.js'
import { sentenceOf } from './history-words.js'

const golden = new URL('../../../../../test/golden/events/v1.json', import.meta.url)

describe('the history of a bundle', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  const bundleOf = async (ticket: string): Promise<Uint8Array> => {
    const path = `${api.url}/api/v1/tickets/tkt_${ticket}/audit-bundle?personal=true`
    const response = await fetch(path, { headers: { Authorization: `Bearer ${testKey}` } })
    return new Uint8Array(await response.arrayBuffer())
  }

  it('tells each decision in the words of /decisions, and in Russian', async () => {
    const ann = await api.agent(7, 'Ann')
    const ticket = await api.customerWrites(1, 'Help')
    await api.act(ticket, waits({ skills: [{ skill: 'german', dropAt: Date.UTC(2026, 0, 5, 10) }] }))
    const seen = { eligible: true, whyNot: null, limit: null, skills: [], load: 0 }
    await api.act(ticket, route(ann, null, { candidates: [{ ...seen, agentId: ann }] }))
    await api.settled()
    const { data } = (await api.get(`/api/v1/tickets/tkt_${ticket}/decisions`)).body
    expect(data).toHaveLength(2)
    const page = Buffer.from(unzipSync(await bundleOf(ticket))['history.html'] ?? []).toString()
    for (const { because } of data) expect(page).toContain(escaped(because))
    expect(page).toContain(
      'Назначено: Ann, причина: дольше всех без обращений этой очереди. Подходили 1 из 1.'
    )
  })

  /** Of tickets, as each was ever recorded. */
  const recorded = (): RecordedEvent[] =>
    readFileSync(golden, 'utf8')
      .split('\n')
      .filter(line => line.trim().startsWith('{"stream":"ticket-'))
      .map(line => JSON.parse(line.trim().replace(/,$/, '')))

  it('has a sentence in both languages for every decision that was ever recorded', () => {
    const events = recorded().filter(({ type }) => /^(RoutingDecided|Sla\w+)$/.test(type))
    expect(events.length).toBeGreaterThan(10)
    for (const event of events) {
      const told = decisionSentence(event, new Map())
      expect(told?.en).toMatch(/[a-z].*\.$/)
      expect(told?.ru).toMatch(/[а-я].*\.$/)
      expect(`${told?.en} ${told?.ru}`).not.toMatch(/undefined|null|NaN/)
    }
  })

  it('tells in words of both languages whatever was ever recorded of a ticket', () => {
    const silent = recorded().flatMap(event => {
      const { type, data } = event
      const { en, ru } = decisionSentence(event, new Map()) ?? sentenceOf(type, data, new Map())
      const isTold = en !== type && /[a-z] ?/.test(en) && /[а-я]/.test(ru)
      return isTold && !/undefined|NaN|\[object/.test(en + ru) ? [] : [`${type}: ${en}`]
    })
    expect(silent).toEqual([])
  })

  it('has no code in it where there are words for it, in either language', () => {
    const decided = /^(Ticket(Assigned|StatusChanged|Resolved|Reopened|Closed|Opened)|PriorityChanged)$/
    const events = recorded().filter(({ type }) => decided.test(type))
    expect(events.length).toBeGreaterThan(8)
    for (const { type, data, meta } of events) {
      const { en, ru } = sentenceOf(type, data, new Map())
      expect(en.replace(/agt_\S+/, '')).not.toContain('_')
      expect(ru.replace(/agt_\S+|general|billing/, '')).not.toMatch(/[a-z]/)
      expect(actorWords(meta.actor).ru).toMatch(/^(key:.*|agent:.*|клиент|программа|служба \(\S+\))$/)
    }
  })

  it('lies in an archive whose entries tell no time, so that equal files are equal bytes', async () => {
    const ticket = await api.customerWrites(2, 'Help')
    await api.settled()
    const archive = Buffer.from(await bundleOf(ticket))
    const begins = Buffer.of(0x50, 0x4b, 3, 4)
    let entries = 0
    for (let at = archive.indexOf(begins); at >= 0; at = archive.indexOf(begins, at + 4)) {
      expect(archive.readUInt32LE(at + 10)).toBe(((1 << 5) | 1) << 16)
      entries++
    }
    expect(entries).toBeGreaterThan(8)
  })
})
