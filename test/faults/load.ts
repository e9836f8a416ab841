import { systemClock } from '#kernel'
import type { Seeded } from '../support/seeded.js'
import type { Office } from './office.js'

const commands = [
  '/claim',
  '/hold',
  '/wait',
  '/resume',
  '/resolve',
  '/reopen',
  '/close',
  '/priority high',
  '/tag +seen',
  '/note between us',
  '/unassign'
]

export interface LoadOptions {
  /** The mean pause between two things that people do. */
  readonly everyMs: number
  /** How often Telegram's answer to a call gets lost, per thing done. */
  readonly lostAnswers?: number
}

/** People do what they do, at random, until told to stop. */
export class Load {
  #stopped = false
  readonly #programs: Promise<void>[] = []
  readonly #running: Promise<void>

  constructor(
    private readonly office: Office,
    private readonly random: Seeded,
    private readonly options: LoadOptions
  ) {
    this.#running = this.#run()
  }

  /** Resolves when everything begun has been answered; nothing goes wrong at Telegram from then on. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
    await Promise.all(this.#programs)
  }

  async #run(): Promise<void> {
    const { office, random } = this
    const { control } = office.sandbox
    const { everyMs, lostAnswers = 0 } = this.options
    while (!this.#stopped) {
      if (random.chance(0.6)) this.#customer()
      else await this.#agent()
      if (random.chance(lostAnswers)) {
        const kind = random.pick(['lose_answer', 'lose_request', 'http_500'] as const)
        // A topic whose answer is lost is waited for: a few will do.
        control.fault({ kind, method: random.chance(0.1) ? 'createForumTopic' : 'sendMessage' })
      }
      if (random.chance(0.03)) control.duplicateUpdates()
      await systemClock.sleep(random.between(0, 2 * everyMs))
    }
    control.clearFaults()
  }

  #customer(): void {
    const { office, random } = this
    const customer = random.pick(office.customers)
    const last = customer.said.at(-1)
    if (last && random.chance(0.12)) office.edits(customer, last)
    else office.says(customer)
  }

  async #agent(): Promise<void> {
    const { office, random } = this
    const open = office.topics.filter(({ closed }) => !closed)
    if (open.length === 0) return
    const { thread_id: thread, chat_id: group } = random.pick(open)
    const what = random.next()
    if (what < 0.5) office.repliesIn(thread, group)
    else if (what < 0.6) office.presses(thread, random.pick(['Claim', 'Resolve']), group)
    else if (what < 0.75) office.writes(thread, random.pick(commands), group)
    else await this.#program()
  }

  async #program(): Promise<void> {
    const { office, random } = this
    const tickets = await office.desk?.tickets().catch(() => undefined)
    const live = tickets?.filter(({ status }) => status !== 'closed') ?? []
    if (live.length === 0) return
    const { id } = random.pick(live)
    const agents = (await office.desk?.agents().catch(() => undefined)) ?? []
    const body =
      random.chance(0.3) || agents.length === 0 ? { auto: true } : { agent_id: random.pick(agents).id }
    const asked = random.chance(0.3) ? office.repliesByApi(id) : office.assignsByApi(id, body)
    asked.catch(() => {})
    this.#programs.push(asked)
  }
}
