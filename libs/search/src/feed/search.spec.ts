import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from '@jest/globals'
import { type EventLog, Unavailable } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { commandIdFor, eventIdFor, type JsonObject, systemClock } from '#kernel'
import { createSealer } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import { hashesIn } from '../testing/hashes-in.js'
import { type Search, startSearch } from './search.js'

const masterKey = randomBytes(32)
const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

let count = 0
function desk() {
  const log = openMemoryLog()
  const vault = openMemoryVault({ masterKey, clock: systemClock })
  const sealer = createSealer(vault, { clock: systemClock, cacheMs: 60_000 })
  const revisions = new Map<string, number>()
  const append = async (
    stream: string,
    type: string,
    data: JsonObject,
    of?: { subject: string; personal?: JsonObject }
  ) => {
    const commandId = commandIdFor('search', count++)
    const id = eventIdFor(commandId, 0)
    const at = { stream, eventId: id, type, subjectId: of?.subject ?? '' }
    const personal = of?.personal && (await sealer.seal(at, of.personal))
    const meta = {
      commandId,
      $causationId: 'c',
      $correlationId: 'c',
      actor: 'customer',
      schema: 1,
      ...(of && { subjectId: of.subject })
    }
    const before = revisions.get(stream)
    const event = { id, type, recordedAt: Date.UTC(2026, 0, 5), data, meta, ...(personal && { personal }) }
    const { revision, position } = await log.append(stream, [event], before ?? 'none')
    revisions.set(stream, revision)
    return position
  }
  return {
    log,
    sealer,
    append,
    publish: (kind: string, id: string, body: JsonObject) =>
      append(`setting-${kind}-${id}`, 'SettingPublished', { kind, id, body }),
    async opens(id: string, code: string, called: string) {
      const subject = await vault.subjectFor(count++)
      const data = { ticketId: id, code, queueId: 'general', conversationId: `of ${id}` }
      const personal = { display_name: called, username: null }
      await append(`ticket-${id}`, 'TicketOpened', data, { subject, personal })
      return subject
    }
  }
}

function searching(
  { log, sealer }: { log: EventLog; sealer: ReturnType<typeof desk>['sealer'] },
  folder?: string,
  faults: unknown[] = []
): Search {
  const onFault = (error: unknown) => void faults.push(error)
  const search = startSearch({ log, sealer, clock: systemClock, masterKey, folder, onFault })
  endings.push(() => search.stop())
  return search
}
const temporary = () => {
  const folder = mkdtempSync(join(tmpdir(), 'search-'))
  endings.push(() => rmSync(folder, { recursive: true }))
  return folder
}
const articles = async (search: Search, words: string) =>
  (await search.texts({ words, kinds: ['article'], limit: 9 })).map(({ id }) => id)
const tickets = async (search: Search, words: string) =>
  (await search.tickets({ words, personal: true, limit: 9 })).map(({ id }) => id)

it('finds what was published before it began, and what is published later as soon as that is asked for', async () => {
  const here = desk()
  await here.publish('article', 'faq', { title: 'Refunds', language: 'en' })
  const search = searching(here)
  expect(await search.reached(undefined, 10_000)).toBe(true)
  expect(await articles(search, 'refund')).toEqual(['faq'])
  const later = await here.publish('article', 'faq', { title: 'Parcels', language: 'en' })
  expect(await search.reached(later, 10_000)).toBe(true)
  expect([await articles(search, 'refund'), await articles(search, 'parcel')]).toEqual([[], ['faq']])
  expect(search.position()).toBe(later)
})

it('finds what a reader sees of HTML, and of a plain text its brackets, but no tag, attribute, reference or variable', async () => {
  const here = desk()
  const html =
    '<style>hidden {}</style><p class="klass">Bring&nbsp;the re<b>fund</b> slip <!-- comment --> to caf&#233; R&amp;D</p>'
  await here.publish('article', 'faq', {
    title: 'Desk',
    language: 'en',
    summary: '<i>Sum</i>mary',
    body: html
  })
  const texts = { en: 'Type <number>, {{ customer.first_name | default: "friend" }}' }
  await here.publish('template', 'plain', { name: 'Ask', shortcode: 'ask', format: 'plain', texts })
  await here.publish('template', 'html', {
    ...{ name: 'Tell', shortcode: 'tell', texts: { en: 'Pay<b>ment</b> &lt;invoice&gt;' } }
  })
  const search = searching(here)
  expect(await search.reached(undefined, 10_000)).toBe(true)
  const found = async (words: string) =>
    (await search.texts({ words, kinds: ['article', 'template'], asWritten: true, limit: 9 })).map(
      ({ id }) => id
    )
  for (const words of ['refund ', 'summary ', 'bring ', 'café '])
    expect([words, await found(words)]).toEqual([words, ['faq']])
  for (const words of ['number ', 'type ']) expect([words, await found(words)]).toEqual([words, ['plain']])
  for (const words of ['payment ', 'invoice ']) expect([words, await found(words)]).toEqual([words, ['html']])
  for (const words of ['hidden', 'klass', 'nbsp', 'comment', 'style', 'amp', 'lt', 'first_name', 'friend'])
    expect([words, await found(`${words} `)]).toEqual([words, []])
})

it('is current at once at a desk without events, and says how far it has come where nothing concerns it', async () => {
  const here = desk()
  const search = searching(here)
  expect(await search.reached(undefined, 10_000)).toBe(true)
  const position = await here.append('alerts-x', 'AlertBegan', { name: 'x', at: 1, details: {} })
  expect(await search.reached(position, 10_000)).toBe(true)
  expect(await search.reached(`${position}0`, 20)).toBe(false)
})

it('is current again only with what was recorded before it was renewed', async () => {
  const here = desk()
  const search = searching(here)
  await search.reached(undefined, 10_000)
  await here.publish('article', 'faq', { title: 'Refunds', language: 'en' })
  await search.renew()
  expect(await search.reached(undefined, 10_000)).toBe(true)
  expect(await articles(search, 'refund')).toEqual(['faq'])
})

it('follows the states of tickets, and takes synonyms and stop words as they are published', async () => {
  const here = desk()
  await here.opens('t', '1111-1111', 'Anna')
  await here.append('ticket-t', 'TicketAssigned', { agentId: 'a' })
  await here.append('ticket-t', 'TicketStatusChanged', { from: 'assigned', to: 'on_hold' })
  await here.append('ticket-t', 'TicketTransferred', { fromQueueId: 'general', toQueueId: 'billing' })
  await here.publish('article', 'faq', { title: 'Money back', language: 'en' })
  await here.publish('desk', 'search', { synonyms: [['refund', 'money back']] })
  const search = searching(here)
  await search.reached(undefined, 10_000)
  expect(await search.tickets({ words: 'anna', personal: true, limit: 9 })).toMatchObject([
    { id: 't', code: '1111-1111', status: 'on_hold', queue: 'billing' }
  ])
  expect(await articles(search, 'refund')).toEqual(['faq'])
})

it('finds nobody who was forgotten, also in a process that was down meanwhile, and keeps no byte of it', async () => {
  const here = desk()
  const folder = temporary()
  const anna = await here.opens('t', '1111-1111', 'Anna')
  await here.opens('u', '2222-2222', 'Bob')
  const first = searching(here, folder)
  await first.reached(undefined, 10_000)
  expect(await tickets(first, 'anna bob')).toHaveLength(2)
  await first.stop()
  const { every, leftOf } = hashesIn(folder, masterKey)
  const hers = every('Anna', null, 'Annas umbrella')
  expect(leftOf(hers)).toEqual(['name anna'])
  await here.append(`subject-${anna}`, 'SubjectForgotten', {
    subjectId: anna,
    by: 'key:a',
    code: 'request',
    case: null
  })
  const second = searching(here, folder)
  await second.reached(undefined, 10_000)
  expect(await tickets(second, 'anna bob')).toEqual(['u'])
  await second.stop()
  expect(leftOf(hers)).toEqual([])
  // As if the key had been used a little longer: what comes late brings nobody back.
  await here.append(
    'ticket-t',
    'TitleChanged',
    { digest: 'd' },
    { subject: anna, personal: { title: 'Annas umbrella' } }
  )
  const third = searching(here, folder)
  await third.reached(undefined, 10_000)
  expect(await tickets(third, 'anna umbrella')).toEqual([])
  await third.stop()
  expect(leftOf(hers)).toEqual([])
})

it('begins anew beside another log, and goes on after the log was away', async () => {
  const folder = temporary()
  const other = desk()
  await other.publish('article', 'theirs', { title: 'Refunds', language: 'en' })
  const first = searching(other, folder)
  await first.reached(undefined, 10_000)
  await first.stop()
  const here = desk()
  await here.publish('article', 'ours', { title: 'Refunds', language: 'en' })
  let fails = 2
  const faults: unknown[] = []
  const log: EventLog = {
    ...here.log,
    head: () => (fails-- > 0 ? Promise.reject(new Unavailable('away')) : here.log.head()),
    subscribe: (after, signal) => here.log.subscribe(after, signal),
    eventAt: position => here.log.eventAt(position)
  }
  const search = searching({ ...here, log }, folder, faults)
  expect(search.isCurrent()).toBe(false)
  expect(await search.reached(undefined, 10_000)).toBe(true)
  expect(await articles(search, 'refund')).toEqual(['ours'])
  expect(faults).toHaveLength(2)
})
