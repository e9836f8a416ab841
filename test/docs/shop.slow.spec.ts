import { fileURLToPath } from 'node:url'
import { expect, it } from '@jest/globals'
import { run } from '../../apps/deskctl/src/testing.js'
import type { Ticket } from '../support/api-types.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { untilQuiet } from '../support/quiet.js'
import { openSandboxed, type SandboxedDesk } from '../support/sandboxed-desk.js'
import { type Name, playStory, type Shop, shownStory } from './shop-story.js'

const opened = openedByEachTest()
const settings = fileURLToPath(new URL('../../examples/shop.yaml', import.meta.url))

interface Person {
  readonly id: number
  readonly first_name: string
}

interface Decision {
  readonly at: string
  readonly kind: string
  readonly what: string
  readonly because: string
  readonly chosen: string | null
}

const decisionsOn = ({ desk }: SandboxedDesk, { id }: Ticket) =>
  desk.all<Decision>(`/api/v1/tickets/${id}/decisions`)

/** Whoever tries the desk does all this on the sandbox's page, by the same calls. */
class SandboxShop implements Shop {
  readonly #customers = new Map<number, number>()
  readonly #tickets = new Map<number, string>()
  #said = 0

  private constructor(
    private readonly on: SandboxedDesk,
    private readonly group: number,
    private readonly agents: ReadonlyMap<string, number>
  ) {}

  /** Anna and Ben are there; the next two are Cleo and Dan. */
  static async open(on: SandboxedDesk): Promise<SandboxShop> {
    const chats = (await on.control('chats', {})) as { id: number; type: string }[]
    const group = chats.find(({ type }) => type === 'supergroup')?.id ?? 0
    for (const first_name of ['Cleo', 'Dan'])
      await on.control('createAgent', { first_name, username: `${first_name}_support`, chat_id: group })
    const people = (await on.control('people', {})) as Person[]
    const agents = new Map(people.map(({ first_name, id }) => [first_name, id]))
    for (const name of ['Anna', 'Ben', 'Cleo', 'Dan'])
      await on.control('agentSays', { user_id: agents.get(name), chat_id: group, text: 'Hello' })
    await eventually('the desk knows their names', async () =>
      (await on.desk.agents()).every(one => agents.has(one.display_name ?? ''))
    )
    return new SandboxShop(on, group, agents)
  }

  async writes(n: number): Promise<void> {
    const { control, desk } = this.on
    const before = this.#tickets.get(n)
    const known = this.#customers.get(n) ?? (await this.#comes(n))
    await control('customerSays', { user_id: known, text: `Customer ${n} asks ${++this.#said}` })
    const ticket = await eventually(`a ticket of customer ${n}`, async () =>
      (await desk.tickets()).find(
        ({ id, customer, topic }) => customer.display_name === nameOf(n) && id !== before && topic !== null
      )
    )
    this.#tickets.set(n, ticket.id)
    await eventually(`somebody or nobody has the ticket of customer ${n}`, async () =>
      (await decisionsOn(this.on, ticket)).some(({ kind }) => kind === 'routing')
    )
  }

  async answers(n: number, agent: Name): Promise<void> {
    const text = `Answer ${++this.#said} of ${agent}`
    const id = await this.#says(n, agent, text)
    await eventually(`${agent} has answered customer ${n}`, async () =>
      (await this.on.desk.thread(id)).some(one => one.text === text && one.delivery?.state === 'sent')
    )
  }

  async writesBack(n: number): Promise<void> {
    const text = `Customer ${n} asks back ${++this.#said}`
    await this.on.control('customerSays', { user_id: this.#customers.get(n), text })
    await eventually(`it is in progress again`, async () => (await this.#ticket(n)).status === 'in_progress')
  }

  async claims(n: number, agent: Name): Promise<void> {
    await this.#says(n, agent, '/claim')
    await eventually(`${agent} has claimed it`, async () => (await this.whose(n)) === agent)
  }

  async moves(n: number, queue: string): Promise<void> {
    await this.#says(n, 'Anna', `/queue ${queue}`)
    await eventually(`it is in ${queue}`, async () => (await this.queueOf(n)) === queue)
  }

  resolves = (n: number) => this.#ends(n, 'resolve', 'resolved')
  closes = (n: number) => this.#ends(n, 'close', 'closed')
  leaves = (agent: Name) => this.#is(agent, '/away', 'away')
  comesBack = (agent: Name) => this.#is(agent, '/back', 'available')

  async passes(minutes: number): Promise<void> {
    await untilQuiet(this.on.desk)
    await this.on.control('advance', { seconds: minutes * 60 })
    await untilQuiet(this.on.desk)
  }

  async whose(n: number): Promise<string> {
    const ticket = await this.#ticket(n)
    if (ticket.assigned_agent_id === null) {
      const last = (await decisionsOn(this.on, ticket)).findLast(({ kind }) => kind === 'routing')
      return last?.what === 'waiting' || last?.what === 'fell_back' ? 'nobody' : 'not decided'
    }
    const agent = (await this.on.desk.agents()).find(({ id }) => id === ticket.assigned_agent_id)
    return agent?.display_name ?? 'somebody'
  }

  queueOf = async (n: number) => (await this.#ticket(n)).queue_id

  async sees(expected: string | undefined, look: () => Promise<string>): Promise<string> {
    const asExpected = async () => {
      const seen = await look()
      return seen === expected ? seen : undefined
    }
    return eventually('what is told', asExpected).catch(look)
  }

  #ticket(n: number): Promise<Ticket> {
    return this.on.desk.ticket(this.#tickets.get(n) ?? '')
  }

  async #comes(n: number): Promise<number> {
    const { id } = (await this.on.control('createCustomer', { first_name: nameOf(n) })) as Person
    this.#customers.set(n, id)
    return id
  }

  async #says(n: number, agent: Name, text: string): Promise<string> {
    const { id, topic } = await this.#ticket(n)
    const at = { chat_id: this.group, thread_id: topic?.thread_id }
    await this.on.control('agentSays', { user_id: this.agents.get(agent), ...at, text })
    return id
  }

  async #ends(n: number, command: string, status: string): Promise<void> {
    await this.#says(n, 'Anna', `/${command}`)
    await eventually(`it is ${status}`, async () => (await this.#ticket(n)).status === status)
    await untilQuiet(this.on.desk)
  }

  async #is(agent: Name, text: string, availability: string): Promise<void> {
    const { control, desk } = this.on
    await control('agentSays', { user_id: this.agents.get(agent), chat_id: this.group, text })
    await eventually(`${agent} is ${availability}`, async () =>
      (await desk.agents()).some(one => one.display_name === agent && one.availability === availability)
    )
  }
}

const nameOf = (n: number) => `Customer no. ${n}`

/** To whom the desk gave the ticket, one after the other, and what is not told of it by one call. */
async function explained(on: SandboxedDesk, ticket: Ticket) {
  const agents = new Map((await on.desk.agents()).map(({ id, display_name: name }) => [id, name]))
  const given = (await on.desk.events(ticket.id))
    .filter(({ type, data }) => type === 'TicketAssigned' && data['cause'] === 'routing')
    .map(({ data }) => agents.get(`agt_${data['agentId']}`))
  const sentences = (await decisionsOn(on, ticket))
    .filter(({ what }) => what === 'assigned')
    .map(({ because }) => because)
  const how = { env: { DESK_API_KEY: on.apiKey } }
  const { out, err } = await run(['--url', on.desk.url, 'why', ticket.code], how)
  const untold = given.filter((name, n) => {
    const sentence = sentences[n] ?? ''
    return !sentence.startsWith(`Given to ${name}, `) || !out.includes(sentence)
  })
  return { given, untold: untold.length > 0 || err !== '' ? [{ ticket, given, sentences, out, err }] : [] }
}

it('a desk in the sandbox with examples/shop.yaml plays the story of docs/routing.md, and says why of each assignment', async () => {
  // What Telegram lets through in a minute would make it a long day.
  const on = opened.add(await openSandboxed({ DESK_SETTINGS_FILE: settings, TELEGRAM_LIMITS: 'off' }))
  const shop = await SandboxShop.open(on)
  expect(await playStory(shop)).toEqual(shownStory())
  const told = await Promise.all((await on.desk.tickets()).map(ticket => explained(on, ticket)))
  expect(told.flatMap(({ untold }) => untold)).toEqual([])
  expect(told.flatMap(({ given }) => given)).toHaveLength(16)
}, 120_000)
