import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { AgentId, TicketId } from '#kernel'
import { openRouting, type RoutingScene } from '../../../../test/support/routing-scene.js'
import { assignmentsIn, chosenFrom } from './testing/choices.js'

const names = ['ann', 'bob', 'cy', 'dan']
const step = fc.oneof(
  { arbitrary: fc.constant({ what: 'ticket' } as const), weight: 6 },
  fc.record({ what: fc.constantFrom('away', 'back', 'full', 'free', 'claim', 'reply'), who: fc.nat(3) }),
  fc.record({ what: fc.constantFrom('resolve', 'unassign', 'close'), which: fc.nat(9) }),
  fc.constantFrom({ what: 'restart' } as const, { what: 'time' } as const)
)

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** Who has a ticket that was over and came back carries it again. */
const reopened: Step[] = [
  { what: 'ticket' },
  { what: 'resolve', which: 0 },
  { what: 'reply', who: 0 },
  { what: 'ticket' },
  { what: 'ticket' }
]

async function live(scene: RoutingScene, steps: readonly Step[]) {
  const agents: AgentId[] = []
  for (const name of names) agents.push(await scene.agent(name, { skills: name < 'c' ? ['german'] : [] }))
  const tickets: TicketId[] = []
  let last: TicketId | null = null
  for (const [n, one] of steps.entries()) {
    const agent = 'who' in one ? agents[one.who] : undefined
    const ticket = 'which' in one ? tickets[one.which % Math.max(1, tickets.length)] : tickets.at(-1)
    const limit = (capacity: number | null) =>
      agent && scene.on(agent, { type: 'ChangeProfile', change: { capacity } })
    switch (one.what) {
      case 'ticket':
        tickets.push(await scene.ticket(`${n}`, undefined, last))
        last = null
        break
      case 'away':
      case 'back':
        if (agent) await scene.is(agent, one.what === 'away' ? 'away' : 'available')
        break
      case 'full':
        await limit(1)
        break
      case 'free':
        await limit(null)
        break
      case 'claim':
        if (agent && ticket) await scene.claim(ticket, agent)
        break
      case 'reply':
        if (agent && ticket) await scene.reply(ticket, agent)
        break
      case 'resolve':
        if (ticket) await scene.resolve(ticket)
        break
      case 'close':
        if (ticket) await scene.act(ticket, { type: 'CloseTicket', cause: 'api', now: scene.clock.now() })
        last = ticket ?? null
        break
      case 'unassign':
        if (ticket) await scene.act(ticket, { type: 'UnassignTicket' })
        break
      case 'restart':
        await scene.restart()
        break
      case 'time':
        // What comes of several at one instant is decided while the others are on their way.
        if (tickets.length < 2) await scene.pass(61)
    }
  }
}

describe('The same log', () => {
  it('gives the same choices, with the same grounds, whoever reads it and whenever', async () => {
    let seen = 0
    const skilled = { strategy: 'round_robin', skills: [{ skill: 'german', drop_after_s: 60 }] }
    const queues = fc.constantFrom(
      skilled,
      { strategy: 'round_robin', accept_within_s: 60, when_away: { after_s: 60, what: 'requeue' } },
      { strategy: 'least_loaded', fallback: { after_s: 60 } }
    )
    await fc.assert(
      fc.asyncProperty(queues, fc.array(step, { minLength: 5, maxLength: 25 }), async (queue, steps) => {
        const scene = await openRouting()
        try {
          await scene.queue(queue)
          await live(scene, steps)
          const { events, assigned } = await assignmentsIn(scene.log)
          for (const { event, choice } of assigned) {
            expect(await chosenFrom(scene.options, events, event)).toEqual(choice)
            seen++
          }
        } finally {
          await scene.close()
        }
      }),
      { numRuns: 20, examples: [[skilled, reopened]] }
    )
    expect(seen).toBeGreaterThan(20)
  }, 60_000)
})

describe('Fairness', () => {
  it('of equal agents who are always there: none gets two more than another, through restarts, and since they came', async () => {
    const steps = fc.array(fc.constantFrom('ticket', 'ticket', 'ticket', 'restart', 'join', 'resolve'), {
      minLength: 10,
      maxLength: 40
    })
    await fc.assert(
      fc.asyncProperty(steps, async lives => {
        const scene = await openRouting()
        try {
          await scene.queue({ strategy: 'round_robin' })
          const counts = new Map<string, number>()
          const join = async () => {
            const name = `agent ${counts.size}`
            await scene.agent(name)
            // They all begin anew with whoever came last.
            for (const one of [...counts.keys(), name]) counts.set(one, 0)
          }
          await join()
          await join()
          const tickets: TicketId[] = []
          for (const [n, what] of lives.entries()) {
            if (what === 'join' && counts.size < 5) await join()
            if (what === 'restart') await scene.restart()
            const done = what === 'resolve' ? tickets.shift() : undefined
            if (done) await scene.resolve(done)
            if (what !== 'ticket') continue
            const id = await scene.ticket(`${n}`)
            tickets.push(id)
            const who = (await scene.who(id)) ?? 'nobody'
            counts.set(who, (counts.get(who) ?? 0) + 1)
            const all = [...counts.values()]
            expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(1)
          }
        } finally {
          await scene.close()
        }
      }),
      { numRuns: 15 }
    )
  }, 60_000)

  it('of ten tickets at once on four agents nobody gets more than three', async () => {
    const scene = await openRouting()
    await scene.queue({ strategy: 'round_robin' })
    for (const name of names) await scene.agent(name)
    const tickets = await Promise.all(Array.from({ length: 10 }, (_, n) => scene.opens(`${n}`)))
    await scene.settled()
    const who = await Promise.all(tickets.map(id => scene.who(id)))
    for (const name of names) expect([2, 3]).toContain(who.filter(one => one === name).length)
    await scene.close()
  })
})
