import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { commandIdFor, eventIdFor, type JsonObject, messageIdFor } from '#kernel'
import type { Document, ViewEvent } from '#read-store'
import { threadView } from './fold.js'

const ticket = '00000000-0000-5000-8000-000000000001'

function event(revision: number, type: string, data: JsonObject): ViewEvent {
  const commandId = commandIdFor('order', revision)
  const meta = { commandId, $causationId: 'x', $correlationId: 'x', actor: 'customer', schema: 1 }
  const position = String(revision).padStart(16, '0')
  return {
    id: eventIdFor(commandId, 0),
    type,
    stream: `ticket-${ticket}`,
    revision,
    position,
    recordedAt: 0,
    data,
    meta
  }
}

const received = (revision: number, telegramMessageId: number): ViewEvent =>
  event(revision, 'CustomerMessageReceived', {
    messageId: messageIdFor(commandIdFor('message', telegramMessageId)),
    telegramMessageId,
    kind: 'text',
    sentAt: 0
  })
const replied = (revision: number): ViewEvent =>
  event(revision, 'ReplyRequested', {
    messageId: messageIdFor(commandIdFor('reply', revision)),
    agentId: null,
    kind: 'text',
    sentAt: 0
  })

/** The revisions in the order in which the thread shows them. */
function shown(...events: readonly ViewEvent[]): number[] {
  const documents = new Map<string, Document>()
  const key = (collection: string, id: string) => `${collection}/${id}`
  for (const one of events) {
    const changes = threadView.fold(one, { get: (collection, id) => documents.get(key(collection, id)) })
    for (const change of changes) {
      if (change.kind === 'put') documents.set(key(change.collection, change.document.id), change.document)
    }
  }
  return [...documents.values()]
    .filter(document => 'order' in document)
    .sort((a, b) => (String(a['order']) < String(b['order']) ? -1 : 1))
    .map(document => Number(document['revision']))
}

describe('a thread', () => {
  it('stands as it was recorded', () => {
    expect(shown(received(1, 10), replied(2), received(3, 11), replied(4))).toEqual([1, 2, 3, 4])
  })

  it('shows what a customer wrote in one go in the order of writing, however it was recorded', () => {
    expect(shown(received(1, 12), received(2, 10), received(3, 11))).toEqual([2, 3, 1])
  })

  it('shows what comes late where the customer wrote it, before the answer to what followed it', () => {
    expect(shown(received(1, 12), replied(2), received(3, 10))).toEqual([3, 1, 2])
    const twice = [received(1, 10), replied(2), received(3, 14), replied(4), received(5, 13), received(6, 11)]
    expect(shown(...twice)).toEqual([1, 2, 6, 5, 3, 4])
    expect(shown(...twice, received(7, 15), received(8, 9))).toEqual([8, 1, 2, 6, 5, 3, 4, 7])
  })

  it('moves nothing that a person wrote after it', () => {
    expect(shown(received(1, 10), replied(2), received(3, 11), replied(4))).toEqual([1, 2, 3, 4])
  })

  it('is in the order of message ids within what the customer wrote, in whatever order it came', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 15 })
    const steps = ids.chain(list =>
      fc.tuple(fc.constant(list), fc.array(fc.boolean(), { minLength: list.length, maxLength: list.length }))
    )
    fc.assert(
      fc.property(steps, ([list, answered]) => {
        const events: ViewEvent[] = []
        const idAt = new Map<number, number>()
        for (const [index, id] of list.entries()) {
          idAt.set(events.length + 1, id)
          events.push(received(events.length + 1, id))
          if (answered[index]) events.push(replied(events.length + 1))
        }
        const inbound = shown(...events).flatMap(revision => idAt.get(revision) ?? [])
        expect(inbound).toEqual([...list].sort((a, b) => a - b))
      })
    )
  })
})
