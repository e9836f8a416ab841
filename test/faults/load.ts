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
  readonly lostAnswers: number
  /** Whether agents write and command, besides the customers. */
  readonly agents?: boolean
}

/** People do what they do, at random, until told to stop. */
export async function underLoad(
  office: Office,
  random: Seeded,
  until: { stopped: boolean },
  { everyMs, lostAnswers, agents = true }: LoadOptions
): Promise<void> {
  const { control } = office.sandbox
  const programs: Promise<void>[] = []
  const openTopics = () => control.topics().filter(({ thread_id: id, closed }) => id > 1 && !closed)

  const customerDoes = () => {
    const customer = random.pick(office.customers)
    const last = customer.said.at(-1)
    if (last && random.chance(0.12)) office.edits(customer, last)
    else office.says(customer)
  }
  const agentDoes = async () => {
    const topics = openTopics()
    if (topics.length === 0) return
    const { thread_id: thread } = random.pick(topics)
    const what = random.next()
    if (what < 0.6) office.repliesIn(thread)
    else if (what < 0.7) office.presses(thread, random.pick(['Claim', 'Resolve']))
    else if (what < 0.9) office.writes(thread, random.pick(commands))
    else {
      const list = await office.desk
        ?.get<{ data: { id: string; status: string }[] }>('/api/v1/tickets')
        .catch(() => undefined)
      const live = list?.status === 200 ? list.body.data.filter(({ status }) => status !== 'closed') : []
      if (live.length > 0) programs.push(office.repliesByApi(random.pick(live).id, until))
    }
  }

  while (!until.stopped) {
    if (!agents || random.chance(0.6)) customerDoes()
    else await agentDoes()
    if (random.chance(lostAnswers)) {
      const kind = random.pick(['lose_answer', 'lose_request', 'http_500'] as const)
      control.fault({ kind, method: random.pick(['sendMessage', 'sendMessage', 'createForumTopic']) })
    }
    if (random.chance(0.03)) control.duplicateUpdates()
    await systemClock.sleep(random.between(0, 2 * everyMs))
  }
  control.clearFaults()
  await Promise.all(programs)
}
