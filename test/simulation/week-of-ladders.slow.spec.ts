import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { digestStream, type TicketCommand } from '#domain'
import type { TicketId } from '#kernel'
import { memoryStores } from '../../libs/processes/src/sla/testing/desk.js'
import { openScene, type Scene } from '../../libs/processes/src/sla/testing/scene.js'
import { seededFor } from '../support/seeded.js'

const ladders = 10
const levels = 3
const tickets = Number(process.env['SIMULATED_TICKETS'] ?? 5000)
const leadsChatId = -1009
const week = 7 * 24 * 60
const stepMinutes = 15

let scene: Scene
beforeEach(async () => {
  scene = await openScene(memoryStores())
  await scene.publish('desk', 'notices', { leads_chat_id: leadsChatId })
  for (let level = 1; level <= levels; level++)
    await scene.publish('team', `l${level}`, { name: `Level ${level}`, level })
  // Each ladder is of the tickets with one tag, and has three steps: half an hour, two hours, a day.
  for (let ladder = 0; ladder < ladders; ladder++)
    for (const [nth, s] of [1800, 7200, 86_400].entries())
      await scene.publish('rule', `ladder-${ladder}-${nth + 1}`, {
        name: `Ladder ${ladder}, step ${nth + 1}`,
        position: ladder * levels + nth,
        on: ['tags_changed', 'customer_message'],
        ladder: `ladder-${ladder}`,
        once: 'instance',
        after: { s, clock: 'calendar', while: ['open', 'assigned', 'in_progress'], who: 'team' },
        if: { all: [{ field: 'tags', op: 'has_any', value: [`kind-${ladder}`] }] },
        then: [{ escalate: { team_id: `l${nth + 1}` } }]
      })
})
afterEach(() => scene.close())

it('A week of 5,000 tickets and ten ladders, with customers who write again: each level comes once, what is answered goes no further, what is given back comes down, and the leads get one message a minute', async () => {
  const random = seededFor('a week of ladders')
  const open: { ticketId: TicketId; answered: boolean; given: boolean; againAt?: number }[] = []
  const perStep = tickets / (week / stepMinutes)
  for (let minute = 0, wanted = 0; minute < week; minute += stepMinutes) {
    // On Wednesday everybody writes at once.
    wanted += minute === 2 * 24 * 60 ? tickets / 10 : perStep * 0.9
    for (; open.length < Math.min(wanted, tickets); ) {
      const ticketId = await scene.openQuickly(`c${open.length}`)
      open.push({ ticketId, answered: false, given: false })
      await act(ticketId, { type: 'ChangeTags', add: [`kind-${open.length % ladders}`], remove: [] })
    }
    for (let n = 0; n < perStep; n++) {
      const one = random.pick(open.slice(-400))
      if (one.answered) continue
      one.answered = true
      await scene.replyQuickly(one.ticketId)
    }
    for (let n = 0; n < perStep / 3; n++) {
      const one = random.pick(open.slice(-400))
      if (!one.answered || one.againAt !== undefined) continue
      one.againAt = scene.clock.now()
      await scene.writeQuickly(one.ticketId)
    }
    await scene.pass(stepMinutes)
    for (let n = 0; n < 3; n++) {
      const one = random.pick(open)
      if (one.given) continue
      one.given = true
      await act(one.ticketId, { type: 'AssignTeam', teamId: null })
    }
  }
  for (let minute = 0; minute < 2 * 24 * 60; minute += 60) await scene.pass(60)
  let escalated = 0
  let cameDown = 0
  let beganAnew = 0
  for (const { ticketId, answered, againAt } of open) {
    const acts = (await scene.events(ticketId, 'RuleApplied')).map(({ data }) => data)
    const applied = acts.map(({ rule }) => String(rule))
    expect(applied).toEqual([...new Set(applied)])
    if (!answered || againAt !== undefined) expect(applied).toHaveLength(levels)
    const anew = againAt === undefined ? [] : acts.filter(({ at }) => Number(at) > againAt)
    expect(anew.map(({ from }) => from)).toEqual(anew.map(() => againAt))
    beganAnew += anew.length
    const up = await scene.events(ticketId, 'TicketEscalated')
    expect(up.length).toBeLessThanOrEqual(levels)
    escalated += up.length
    cameDown += (await scene.events(ticketId, 'TicketDeescalated')).length
  }
  for (let patience = 0; patience < 20 && countOf(await digests()) < escalated; patience++) {
    await scene.clock.advance(60_000)
    await scene.settledDigests()
  }
  const told = await digests()
  expect(countOf(told)).toBe(escalated)
  const gaps = told.slice(1).map(({ at }, nth) => at - (told[nth]?.at ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60_000)
  expect(cameDown).toBeGreaterThan(0)
  expect(beganAnew).toBeGreaterThan(0)
}, 600_000)

interface Told {
  readonly at: number
  readonly count: number
}
async function digests(): Promise<Told[]> {
  const told: Told[] = []
  for await (const { data } of scene.log.readStream(digestStream({ leadsChatId })))
    told.push({ at: Number(data['at']), count: (data['counts'] as { readonly handed_up: number }).handed_up })
  return told
}
const countOf = (told: readonly Told[]) => told.reduce((sum, { count }) => sum + count, 0)

const act = (ticketId: TicketId, command: TicketCommand) => scene.actQuickly(ticketId, command)
