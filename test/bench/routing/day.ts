import type { RoutingDecision } from '#domain'
import type { AgentId, TicketId } from '#kernel'
import { openRouting } from '../../support/routing-scene.js'
import { Random } from '../random.js'

export interface DayAnswer {
  readonly tickets: number
  readonly decisions: number
  /** From opening to the first agent, in seconds of the simulated day. */
  readonly waits: { readonly p50: number; readonly p90: number; readonly max: number }
  /** Tickets that each agent got, of a whole shift. */
  readonly mostPerAgent: number
  readonly leastPerAgent: number
  readonly notAccepted: number
  readonly away: number
  readonly stopped: number
  readonly neverAssigned: number
}

const minute = 60
const limit = 8
const shiftMinutes = 8 * 60
const dayMinutes = 12 * 60

interface Doing {
  readonly ticketId: TicketId
  readonly agent: AgentId
  answersAt: number
  resolvesAt: number
  answered: boolean
}

/**
 * A thousand tickets over twelve hours, twenty agents in three shifts with a lunch away each; who is not there at once
 * lets one of fifty lie. In simulated time, by a seed.
 */
export async function simulateDay(many: number): Promise<DayAnswer> {
  const random = new Random(16)
  const scene = await openRouting()
  await scene.publish('desk', 'capacity', { limit, counts: ['assigned', 'in_progress'] })
  await scene.queue({
    strategy: 'round_robin',
    accept_within_s: 10 * minute,
    when_away: { after_s: 15 * minute, what: 'requeue' }
  })
  const staff: { id: AgentId; from: number; lunch: number }[] = []
  for (let n = 0; n < 20; n++) {
    const id = await scene.agent(`agent ${n}`)
    const from = (n % 3) * 2 * 60
    await scene.is(id, 'away')
    staff.push({ id, from, lunch: from + 3 * 60 + random.below(60) })
  }
  const opensAt = Array.from({ length: many }, () => random.below(dayMinutes - 60)).sort((a, b) => a - b)
  const opened: TicketId[] = []
  const doing = new Map<TicketId, Doing>()

  for (let now = 0; now < dayMinutes; now++) {
    for (const { id, from, lunch } of staff) {
      if (now === from || now === lunch + 30) await scene.is(id, 'available')
      if (now === from + shiftMinutes || now === lunch) await scene.is(id, 'away')
    }
    while (opensAt[opened.length] === now) opened.push(await scene.ticket(`ticket ${opened.length}`))
    for (const id of opened) {
      const one = doing.get(id)
      const state = await scene.load(id)
      if (state.status === 'resolved') continue
      if (!state.assignee) {
        doing.delete(id)
        continue
      }
      if (one?.agent !== state.assignee) {
        const lies = random.chance(0.02)
        const answersAt = lies ? Number.POSITIVE_INFINITY : now + 1 + random.below(8)
        const resolvesAt = answersAt + 10 + random.below(40)
        doing.set(id, { ticketId: id, agent: state.assignee, answersAt, resolvesAt, answered: false })
        continue
      }
      const there = staff.find(agent => agent.id === one.agent)
      const atLunch = there && now >= there.lunch && now < there.lunch + 30
      if (!there || atLunch || now < there.from || now >= there.from + shiftMinutes) continue
      if (!one.answered && now >= one.answersAt) {
        one.answered = true
        await scene.reply(id, one.agent)
      } else if (one.answered && now >= one.resolvesAt) await scene.resolve(id)
    }
    await scene.pass(minute - 0.3)
  }

  const all = await Promise.all(opened.map(id => scene.decisions(id)))
  const answer = summaryOf(
    opened.length,
    all,
    staff.map(({ id }) => id)
  )
  await scene.close()
  return answer
}

function summaryOf(
  tickets: number,
  all: readonly (readonly RoutingDecision[])[],
  staff: readonly AgentId[]
): DayAnswer {
  const flat = all.flat()
  const waits = all
    .flatMap(decisions => {
      const first = decisions.find(({ what }) => what === 'assigned')
      const waited = decisions.find(({ what }) => what === 'waiting')
      if (!first) return []
      return [waited?.what === 'waiting' && waited.at < first.at ? (first.at - waited.since) / 1000 : 0]
    })
    .sort((a, b) => a - b)
  const at = (share: number) => waits[Math.max(0, Math.ceil(share * waits.length) - 1)] ?? Number.NaN
  const perAgent = staff.map(id => flat.filter(one => one.what === 'assigned' && one.chosen === id).length)
  const because = (reason: string) =>
    flat.filter(one => one.what === 'requeued' && one.because === reason).length
  return {
    tickets,
    decisions: flat.length,
    waits: { p50: at(0.5), p90: at(0.9), max: at(1) },
    mostPerAgent: Math.max(...perAgent),
    leastPerAgent: Math.min(...perAgent),
    notAccepted: because('not_accepted'),
    away: because('away'),
    stopped: flat.filter(({ what }) => what === 'stopped').length,
    neverAssigned: all.filter(decisions => !decisions.some(({ what }) => what === 'assigned')).length
  }
}
