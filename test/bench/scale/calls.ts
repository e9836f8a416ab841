import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '#kernel'
import { type Sandbox, startSandbox } from '#sandbox'
import { ServerProcess } from '../desk/server-process.js'
import type { Figure } from '../figure.js'
import { Random } from '../random.js'

const speed = 20
const minuteMs = 60_000 / speed
/** Mean time until the other side answers. */
const answerMs = 3 * minuteMs
const groups = 3
const fastDesk = new URL('../desk/fast-desk.js', import.meta.url)

/**
 * What tickets cost in calls of the Bot API: the real desk within Telegram's limits against the sandbox, both with a clock
 * that runs twenty times as fast. 200 tickets an hour as in `budgets`: one to four rounds of message and answer, then /resolve.
 */
export const calls: Figure = {
  name: 'calls',
  async run({ quick, directory, say }) {
    const from = Date.now()
    const now = () => Math.floor(from + (Date.now() - from) * speed)
    const clock = { now, monotonic: () => performance.now() * speed }
    const sandbox = await startSandbox({ port: 0, limits: true, clock })
    const { control } = sandbox
    const chats = [sandbox.staffGroupId]
    while (chats.length < groups) chats.push(control.createGroup({ title: `Team ${chats.length}` }).id)
    const desk = await ServerProcess.start({
      module: fastDesk,
      dataDir: mkdtempSync(join(directory, 'calls-')),
      botApiPort: Number(new URL(sandbox.url).port),
      env: {
        FAST_CLOCK: String(speed),
        FAST_CLOCK_FROM: String(from),
        TELEGRAM_BOT_TOKEN: sandbox.botToken,
        TELEGRAM_STAFF_GROUP_ID: chats.join(),
        TELEGRAM_WEBHOOK_URL: ''
      }
    })
    try {
      const agents = new Map(
        chats.map(chat_id => [chat_id, control.createAgent({ first_name: 'Anna', chat_id }).id])
      )
      control.clearLog()
      const random = new Random(1)
      const tickets = quick ? 20 : 60
      const lives: Promise<number>[] = []
      for (let n = 0; n < tickets; n++) {
        lives.push(live(sandbox, agents, `Customer ${n}`, new Random(random.below(2 ** 31))))
        await systemClock.sleep(-Math.log(1 - random.next()) * minuteMs * (60 / 200))
      }
      const rounds = (await Promise.all(lives)).reduce((sum, each) => sum + each, 0)
      say('  everybody is resolved: until nothing is called any more')
      await systemClock.sleep(5 * minuteMs)
      return rowsOf(sandbox, tickets, rounds)
    } finally {
      await desk.stop()
      await sandbox.stop()
    }
  }
}

/** Resolves with how many rounds it took. */
async function live(
  { control }: Sandbox,
  agents: ReadonlyMap<number, number>,
  first_name: string,
  random: Random
): Promise<number> {
  const pass = () => systemClock.sleep(-Math.log(1 - random.next()) * answerMs)
  const { id: customer } = control.createCustomer({ first_name })
  const topic = () =>
    [...agents]
      .flatMap(([chat_id, user_id]) =>
        control.topics({ chat_id }).map(each => ({ ...each, chat_id, user_id }))
      )
      .find(({ name }) => name.startsWith(`${first_name} ·`))
  const agentSays = async (text: string) => {
    let at = topic()
    for (; !at; at = topic()) await systemClock.sleep(100)
    const { chat_id, thread_id, user_id } = at
    control.agentSays({ user_id, chat_id, thread_id, text })
  }
  const rounds = 1 + random.below(4)
  for (let round = 0; round < rounds; round++) {
    control.customerSays({ user_id: customer, text: `Question ${round}` })
    await pass()
    await agentSays(`Answer ${round}`)
    await pass()
  }
  await agentSays('/resolve')
  return rounds
}

function rowsOf({ control }: Sandbox, tickets: number, rounds: number) {
  const made = control.log({ limit: 10_000 }).filter(({ chat_id: chat, method }) => {
    return (chat !== null || method === 'answerCallbackQuery') && !method.startsWith('get')
  })
  const counted = new Map<string, number>()
  for (const { method } of made) counted.set(method, (counted.get(method) ?? 0) + 1 / tickets)
  const byMethod = [...counted].sort(([, a], [, b]) => b - a)
  const inGroup = made.filter(({ chat_id: chat }) => chat !== null && chat < 0)
  return [
    {
      figure: 'calls of the Bot API per ticket',
      value: made.length / tickets,
      unit: 'calls',
      aim: { of: 'value', bound: 'at_most', limit: 13 } as const,
      details: {
        tickets,
        'rounds per ticket': rounds / tickets,
        'in staff groups': inGroup.length / tickets,
        'refused with 429': made.filter(({ error_code: code }) => code === 429).length,
        ...Object.fromEntries(byMethod)
      }
    }
  ]
}
