import type { QueueId, TicketId } from '#kernel'
import { openRouting } from '../../support/routing-scene.js'
import { type Stores } from '../../support/routing-stores.js'
import { Seeded } from '../../support/seeded.js'

const german = { skill: 'german', drop_after_s: 120 }
const queues = {
  general: { strategy: 'round_robin', teams: ['front'], accept_within_s: 300 },
  shared: { strategy: 'least_loaded', when_away: { after_s: 120, what: 'requeue' } },
  limited: { strategy: 'least_loaded', teams: ['limited'] },
  skilled: { strategy: 'round_robin', skills: [german, { skill: 'tax', drop_after_s: 240 }] },
  program: { strategy: 'external', teams: ['front', 'limited'], fallback: { after_s: 120 } },
  last: { strategy: 'round_robin', teams: ['limited'], fallback: { after_s: 180, queue_id: 'shared' } }
} as const
const steps = 180

/** Some hours of a desk with six queues, in which agents come, join teams, leave and are away, and customers come back. */
export async function liveThrough(stores: Stores, seed: number): Promise<void> {
  const random = new Seeded(seed)
  const scene = await openRouting(stores)
  const come = (name: string, skills: string[], capacity: number | null) =>
    scene.agent(name, { skills, capacity })
  const agents = [await come('ann', ['german'], 2), await come('bob', [], null), await come('cy', ['tax'], 9)]
  const front = [...agents]
  const limited = [agents[0], agents[2]].flatMap(agent => agent ?? [])
  const team = (id: string, members: typeof agents) =>
    scene.publish('team', id, { name: id, members: members.map(scene.shown) })
  await team('front', front)
  await team('limited', limited)
  for (const id of ['shared', 'limited', 'skilled', 'program', 'last', 'general'] as const)
    await scene.queue(queues[id], id)
  const joiners = [
    ['dan', ['german', 'tax'], 3] as const,
    ['eve', [], 8] as const,
    ['fay', ['tax'], null] as const
  ]
  const live: TicketId[] = []
  let closed: TicketId | null = null
  for (let n = 0; n < steps; n++) {
    const agent = random.pick(agents)
    const ticket = live.length > 0 ? random.pick(live) : undefined
    if (n % 60 === 50) {
      const [name, skills, capacity] = joiners[Math.floor(n / 60)] ?? []
      if (name === undefined || !skills || capacity === undefined) continue
      agents.push(await come(name, [...skills], capacity))
      ;(capacity === null ? front : limited).push(agents.at(-1) ?? agent)
      await team(capacity === null ? 'front' : 'limited', capacity === null ? front : limited)
    }
    const what = random.next()
    if (what < 0.36) {
      const queue = random.pick([...Object.keys(queues), 'limited', 'limited']) as QueueId
      live.push(await scene.ticket(`${n}`, queue, random.chance(0.5) ? closed : null))
      closed = null
    } else if (what < 0.46) await scene.is(agent, random.pick(['away', 'away', 'busy']))
    else if (what < 0.62) await scene.is(agent, 'available')
    else if (what < 0.7 && ticket) await scene.reply(ticket, agent)
    else if (what < 0.74 && ticket) await scene.claim(ticket, agent)
    else if (what < 0.86 && ticket) {
      await scene.act(ticket, { type: 'CloseTicket', cause: 'api', now: scene.clock.now() })
      live.splice(live.indexOf(ticket), 1)
      closed = ticket
    } else if (what < 0.9 && ticket) await scene.act(ticket, { type: 'UnassignTicket' })
    else await scene.pass(random.pick([20, 60, 130]))
  }
  await scene.close()
}
