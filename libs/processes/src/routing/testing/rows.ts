import type { TicketCommand } from '#domain'
import type { AgentId, QueueId, TicketId } from '#kernel'
import { openRouting, type RoutingScene } from '../../../../../test/support/routing-scene.js'

/** A story in words, and the commands for them: `ann is away; 1 comes; after 60 s; ann claims 1`. */
class Story {
  readonly #agents = new Map<string, AgentId>()
  readonly #tickets = new Map<string, TicketId>()

  constructor(private readonly scene: RoutingScene) {}

  /** `ann`, `ann german tax`, `ann 2` (tickets at most). */
  async agent(text: string): Promise<void> {
    const [name = '', ...words] = text.trim().split(' ')
    const limit = words.find(word => /^\d+$/.test(word))
    const skills = words.filter(word => word !== limit)
    const profile = { skills, capacity: limit === undefined ? null : Number(limit) }
    this.#agents.set(name, await this.scene.agent(name, profile))
  }

  async step(text: string): Promise<void> {
    const { scene } = this
    const [who = '', does = '', what = '', how = ''] = text.trim().split(' ')
    if (who === 'after') return scene.pass(Number(does))
    if (who === 'restart') return scene.restart()
    if (does === 'joins') return this.agent([who, what, how].join(' ').trim())
    const agentId = this.#agents.get(who)
    await (agentId ? this.#agentDoes(agentId, does, what) : this.#ticketIs(who, does, what, how))
  }

  async whose(): Promise<string> {
    const all = [...this.#tickets].map(async ([n, id]) => `${n}: ${(await this.scene.who(id)) ?? 'nobody'}`)
    return (await Promise.all(all)).join(', ')
  }

  async decided(n: string): Promise<string> {
    const all = await this.scene.decisions(this.#ticket(n))
    return all.map(({ what }) => what).join(', ')
  }

  async #agentDoes(agentId: AgentId, does: string, what: string): Promise<unknown> {
    const { scene } = this
    switch (does) {
      case 'is':
        return scene.is(agentId, what === 'back' ? 'available' : what === 'busy' ? 'busy' : 'away')
      case 'claims':
        return scene.claim(this.#ticket(what), agentId)
      case 'answers':
        return scene.answer(this.#ticket(what), agentId)
      case 'gets':
        return scene.act(this.#ticket(what), { type: 'AssignTicket', agentId })
      case 'gives-back':
        return scene.act(this.#ticket(what), { type: 'UnassignTicket', by: agentId })
      case 'must-have':
        return scene.act(this.#ticket(what), { type: 'AssignTicket', agentId, force: true })
      case 'may-have':
        return scene.on(agentId, { type: 'ChangeProfile', change: { capacity: Number(what) } })
      case 'learns':
        return scene.on(agentId, { type: 'ChangeProfile', change: { skills: [what] } })
      default:
        throw new Error(`nobody ${does}`)
    }
  }

  async #ticketIs(n: string, does: string, what: string, how: string): Promise<unknown> {
    const { scene } = this
    if (does === 'comes') {
      const before = what === 'after' ? this.#ticket(how) : null
      const queue = what === 'to' ? (how as QueueId) : undefined
      return this.#tickets.set(n, await scene.ticket(n, queue, before))
    }
    const id = this.#ticket(n)
    if (does === 'writes') return scene.writes(id)
    if (does === 'owes') return scene.owe(id, Number(what))
    if (does === 'moves') return scene.act(id, { type: 'TransferTicket', queueId: what as QueueId })
    const priority = (['low', 'high', 'urgent'] as const).find(one => one === what)
    return priority ? scene.urge(id, priority) : scene.act(id, this.#commandOf(what))
  }

  #commandOf(what: string): TicketCommand {
    const now = this.scene.clock.now()
    switch (what) {
      case 'held':
        return { type: 'HoldTicket' }
      case 'waiting':
        return { type: 'WaitOnCustomer' }
      case 'resolved':
        return { type: 'ResolveTicket', cause: 'api', now }
      case 'closed':
        return { type: 'CloseTicket', cause: 'api', now }
      case 'given-back':
        return { type: 'UnassignTicket' }
      default:
        throw new Error(`no ticket is ${what}`)
    }
  }

  #ticket(n: string): TicketId {
    const id = this.#tickets.get(n)
    if (!id) throw new Error(`there is no ticket ${n}`)
    return id
  }
}

/** Plays it on a desk with these agents; `queues`: how each assigns, `general` where tickets come in. */
export async function played(
  queues: Readonly<Record<string, object>>,
  agents: string,
  story: string,
  decidedOn = '1'
): Promise<{ readonly whose: string; readonly decided: string }> {
  const scene = await openRouting()
  try {
    for (const [id, assignment] of Object.entries(queues)) await scene.queue(assignment, id)
    const told = new Story(scene)
    for (const agent of agents.split(',')) await told.agent(agent)
    for (const step of story.split(';')) await told.step(step)
    return { whose: await told.whose(), decided: await told.decided(decidedOn) }
  } finally {
    await scene.close()
  }
}
