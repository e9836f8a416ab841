import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { type DeskEvent, eventTypes } from './event-types.js'
import { streamCategories } from './streams.js'
import { ticketRefusals } from './ticket/index.js'
import { ticketStatuses } from './ticket-words.js'

const doc = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')

it('docs/events.md names every event and every kind of stream', () => {
  const text = doc('events.md')
  const types = Object.keys(eventTypes) as DeskEvent['type'][]
  expect(types.filter(type => !text.includes(`\`${type}\``))).toEqual([])
  expect(streamCategories.filter(category => !text.includes(`## \`${category}-`))).toEqual([])
})

it('docs/events.md shows as events and streams only what there is', () => {
  const text = doc('events.md')
  const rows = [...text.matchAll(/^\| `([A-Z]\w+)` \|/gm)].map(([, type = '']) => type)
  expect(rows.length).toBeGreaterThan(50)
  expect(rows.filter(type => !Object.hasOwn(eventTypes, type))).toEqual([])
  const streams = [...text.matchAll(/^## `([a-z-]+)-\{/gm)].map(([, category]) => category)
  expect(streams.sort()).toEqual([...streamCategories].sort())
})

it('docs/tickets.md names every state and every refusal', () => {
  const text = doc('tickets.md')
  const refusals = Object.keys(ticketRefusals)
  expect([...ticketStatuses, ...refusals].filter(name => !text.includes(`| \`${name}\` |`))).toEqual([])
})
