import { join } from 'node:path'
import type { MongoForTests } from '../servers/for-tests.js'
import { type LogForTests, newLog } from '../servers/log-for-tests.js'
import { freePort } from '../servers/ports.js'
import { Desk } from '../support/desk.js'
import { apiKey, type DeskEnvironment, DeskProcess } from '../support/desk-process.js'
import { eventually } from '../support/eventually.js'
import { LoadBalancer } from '../support/load-balancer.js'
import type { Opened } from '../support/opened.js'
import { type Health, healthOf } from '../support/quiet.js'

type Role = 'api' | 'worker'

interface Member {
  readonly role: Role
  readonly port: number
  process: DeskProcess
}

/** Apis and workers, two each unless said, over a log and MongoDB on servers, behind a load balancer. Any of it can be killed. */
export class Fleet {
  readonly members: Member[] = []
  readonly desk: Desk

  private constructor(
    private readonly opened: Opened,
    private readonly mongo: MongoForTests,
    private readonly log: LogForTests,
    readonly balancer: LoadBalancer,
    private readonly env: DeskEnvironment
  ) {
    this.desk = new Desk(balancer.url, apiKey)
  }

  static async start(
    opened: Opened,
    mongo: MongoForTests,
    telegram: DeskEnvironment,
    webhookUrl: (base: string) => DeskEnvironment = () => ({}),
    roles: readonly Role[] = ['api', 'api', 'worker', 'worker']
  ): Promise<Fleet> {
    const ports: number[] = []
    for (const _ of roles) ports.push(await freePort())
    const balancer = opened.add(await LoadBalancer.start(ports.filter((_, n) => roles[n] === 'api')))
    const log = await newLog(opened)
    const env: DeskEnvironment = {
      ...telegram,
      ...webhookUrl(balancer.url),
      DESK_EVENT_LOG_URL: log.url,
      DESK_READ_STORE_URL: mongo.newUrl(),
      DESK_STATE_URL: mongo.newUrl(),
      DESK_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
      DESK_API_KEY: apiKey,
      DESK_PRIVATE_WEBHOOKS: '127.0.0.0/8',
      DESK_AUDIT_KEY_FILE: join(opened.directory(), 'audit.key'),
      LOG_LEVEL: 'warn'
    }
    const fleet = new Fleet(opened, mongo, log, balancer, env)
    for (const [n, role] of roles.entries()) {
      const port = ports[n] ?? 0
      fleet.members.push(fleet.#supervised({ role, port, process: fleet.#launch(role, port) }))
    }
    await fleet.#explaining(
      eventually(
        'an api is ready',
        async () => {
          const answer = await fleet.desk.get('/api/v1/queues').catch(() => undefined)
          return answer?.status === 200
        },
        60_000
      )
    )
    return fleet
  }

  get logUrl(): string {
    return this.log.url
  }

  /** The apis, each by itself. */
  get apis(): Desk[] {
    return this.members
      .filter(({ role }) => role === 'api')
      .map(({ port }) => new Desk(`http://127.0.0.1:${port}`, apiKey))
  }

  /** Says what the processes have said where this fails. */
  async #explaining<T>(what: Promise<T>, also: () => string = () => ''): Promise<T> {
    try {
      return await what
    } catch (error) {
      const outputs = this.members.map(({ process }) => process.output.slice(-2000))
      const reason = error instanceof Error ? error.message : String(error)
      throw new Error([reason, also(), ...outputs].join('\n---\n'), { cause: error })
    }
  }

  #launch(role: string, port: number): DeskProcess {
    const env = { ...this.env, DESK_ROLES: role, PORT: String(port) }
    return this.opened.add(new DeskProcess({ dataDir: this.opened.directory(), env }))
  }

  async killMember(member: Member): Promise<void> {
    await member.process.kill('SIGKILL')
    member.process = this.#launch(member.role, member.port)
    this.#supervised(member)
  }

  /**
   * Node has been seen to abort in its own HTTP/2 (`CheckAllocatedSize`) where the log's server resets a stream: then it is
   * started again, as whoever runs a desk has it started. Any other end by itself is a failure.
   */
  #supervised(member: Member): Member {
    const { process: watched, role } = member
    void watched.exited.then(({ signal }) => {
      if (signal !== 'SIGABRT' || member.process !== watched) return
      process.stdout.write(`a ${role} was aborted by Node, and is started again\n`)
      member.process = this.#launch(role, member.port)
      this.#supervised(member)
    })
    return member
  }

  /** What can happen to the servers that are ours, each answering how it ends; for how long at most. */
  get outages() {
    return [
      { name: 'primary', begin: this.mongo.killPrimary, longestMs: 1500 },
      { name: 'frozen primary', begin: this.mongo.freezePrimary, longestMs: 6000 },
      { name: 'log', begin: this.log.kill, longestMs: 1500 }
    ] as const
  }

  /** What each process says of itself; a process that is not up yet says nothing. */
  async #healths(): Promise<Health[]> {
    const asked = this.members.map(({ port }) =>
      healthOf(new Desk(`http://127.0.0.1:${port}`, apiKey)).catch(() => undefined)
    )
    return (await Promise.all(asked)).filter(health => health !== undefined)
  }

  /** All processes are up, somebody runs everything, nothing is behind or pending, and so it stays for two looks. */
  async quiet(also: () => boolean, patienceMs = 120_000): Promise<void> {
    let before = ''
    let seen: unknown
    await this.#explaining(
      eventually(
        'quiet',
        async () => {
          const told = also()
          const healths = await this.#healths()
          const here = healths.flatMap(({ processes, views }) => [...processes, ...views])
          const followers = here.filter(({ state }) => state !== 'elsewhere')
          const names = new Set(here.map(({ name }) => name))
          const covered = [...names].every(name => followers.some(follower => follower.name === name))
          const deliveries = healths.flatMap(({ telegram }) => telegram.delivery ?? [])
          const pending = deliveries.flatMap(delivery => Object.values(delivery.pending))
          const now = JSON.stringify(followers.map(({ name, position }) => [name, position]).sort())
          seen = { told, up: healths.length, covered, followers, deliveries }
          const idle = followers.every(({ gap }) => gap === 0) && pending.every(count => count === 0)
          const quiet =
            told && idle && covered && deliveries.length === 1 && healths.length === this.members.length
          const same = now === before
          before = quiet ? now : ''
          return quiet && same
        },
        patienceMs,
        200
      ),
      () => JSON.stringify(seen, null, 1)
    )
  }

  /** Builds every view anew where it runs, and waits until the new ones are read. */
  async rebuildViews(): Promise<void> {
    const names = new Set((await this.#healths()).flatMap(health => health.views.map(({ name }) => name)))
    const rebuilt = async (name: string) => {
      for (const { role, port } of this.members.filter(({ role }) => role === 'worker')) {
        const worker = new Desk(`http://127.0.0.1:${port}`, apiKey)
        const path = `/api/v1/admin/views/${name}`
        if ((await worker.post(`${path}/rebuilds`, {})).status !== 202) continue
        const state = async () => (await worker.ok<{ rebuild: { state: string } }>(path)).rebuild.state
        return eventually(`${name} is rebuilt by a ${role}`, async () => (await state()) === 'done')
      }
      throw new Error(`no worker keeps the view ${name}`)
    }
    for (const name of names) await rebuilt(name)
  }
}
