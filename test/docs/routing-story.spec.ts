import { expect, it } from '@jest/globals'
import type { AgentId, QueueId, TicketId } from '#kernel'
import { readSettingsFile } from '../../apps/desk/src/start/settings-file.js'
import { openRouting } from '../support/routing-scene.js'
import { type Name, playStory, type Shop, shownStory } from './shop-story.js'

/** The people of the sandbox. */
const users: readonly (readonly [Name, number])[] = [
  ['Anna', 500_007_919],
  ['Ben', 500_015_838],
  ['Cleo', 500_031_676],
  ['Dan', 500_039_595]
]

function known<Key, Value>(all: ReadonlyMap<Key, Value>, key: Key): Value {
  const found = all.get(key)
  if (found === undefined) throw new Error(`there is no ${key}`)
  return found
}

/** Twelve customers and four agents, on the settings of examples/shop.yaml and on memory stores. */
async function openShop(): Promise<Shop & { close(): Promise<void> }> {
  const scene = await openRouting()
  await scene.publishAll(readSettingsFile(new URL('../../examples/shop.yaml', import.meta.url).pathname))
  const agents = new Map<Name, AgentId>()
  for (const [name, user] of users) agents.set(name, scene.called(await scene.agentOf(user), name))
  const tickets = new Map<number, TicketId>()
  const of = (n: number) => known(tickets, n)
  const done = async (work: Promise<unknown>) => void (await work)
  return {
    async writes(n) {
      const before = tickets.get(n) ?? null
      tickets.set(n, await scene.ticket(`customer ${n} ${before}`, undefined, before))
    },
    answers: (n, agent) => scene.answer(of(n), known(agents, agent)),
    writesBack: n => done(scene.writes(of(n))),
    claims: (n, agent) => done(scene.claim(of(n), known(agents, agent))),
    moves: (n, queue) => done(scene.act(of(n), { type: 'TransferTicket', queueId: queue as QueueId })),
    resolves: n => done(scene.resolve(of(n))),
    closes: n => done(scene.act(of(n), { type: 'CloseTicket', cause: 'api', now: scene.clock.now() })),
    leaves: agent => scene.is(known(agents, agent), 'away'),
    comesBack: agent => scene.is(known(agents, agent), 'available'),
    passes: minutes => scene.pass(minutes * 60),
    whose: async n => (await scene.who(of(n))) ?? 'nobody',
    queueOf: async n => (await scene.load(of(n))).queueId,
    sees: (_, look) => look(),
    close: () => scene.close()
  }
}

it('docs/routing.md tells the story of examples/shop.yaml as it goes', async () => {
  const shop = await openShop()
  try {
    expect(await playStory(shop)).toEqual(shownStory())
  } finally {
    await shop.close()
  }
})
