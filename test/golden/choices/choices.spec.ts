import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { strategies } from '#domain'
import type { EventLog, NewEvent } from '#event-log'
import { assignmentsIn, chosenFrom } from '../../../libs/processes/src/routing/testing/choices.js'
import { openRoutingProcess } from '../../support/routing-process.js'
import { memoryStores } from '../../support/routing-stores.js'
import { liveThrough } from './history.js'

const file = new URL('v1.json', import.meta.url)
const about =
  'A log of a desk that routes, in its order, with every choice that was made. Never changed: what is chosen from a log stays so.'

interface Golden extends NewEvent {
  readonly stream: string
}

/** With DRAW_CHOICES: for a file of another version. */
async function draw(): Promise<void> {
  const stores = memoryStores()
  await liveThrough(stores, 9)
  const { events } = await assignmentsIn(stores.log)
  const lines = events.map(({ stream, id, type, recordedAt, data, meta }) =>
    JSON.stringify({ stream, id, type, recordedAt, data, meta })
  )
  writeFileSync(file, `{"about":${JSON.stringify(about)},\n"events":[\n${lines.join(',\n')}\n]}\n`)
}

async function append(log: EventLog, events: readonly Golden[]): Promise<void> {
  const revisions = new Map<string, number>()
  for (const { stream, ...event } of events) {
    const { revision } = await log.append(stream, [event], revisions.get(stream) ?? 'none')
    revisions.set(stream, revision)
  }
}

it('the same log gives the same choices as on the day on which they were put on record', async () => {
  if (process.env['DRAW_CHOICES']) await draw()
  const golden: { readonly events: readonly Golden[] } = JSON.parse(readFileSync(file, 'utf8'))
  const stores = memoryStores()
  await append(stores.log, golden.events)
  const reader = openRoutingProcess(stores)
  try {
    const { events, assigned } = await assignmentsIn(stores.log)
    for (const { event, choice } of assigned)
      expect([event.id, await chosenFrom(reader.options, events, event)]).toEqual([event.id, choice])
    const among = <T>(found: readonly T[]) => [...new Set(found)].sort()
    expect(among(assigned.map(({ choice }) => choice.because))).toEqual([
      ...['fewest_tickets', 'last_agent', 'least_share', 'longest_without']
    ])
    expect(among(assigned.map(({ event }) => event.data['strategy']))).toEqual(
      strategies.filter(strategy => strategy !== 'manual').sort()
    )
    const reasons = assigned.flatMap(({ choice }) => choice.candidates.map(({ whyNot }) => whyNot))
    expect(among(reasons)).toEqual(
      expect.arrayContaining(['at_capacity', 'away', 'busy', 'lacks_skill', 'passed'])
    )
    expect(assigned.length).toBeGreaterThan(40)
  } finally {
    await reader.stop()
  }
})
