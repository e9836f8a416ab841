import { describe, expect, it } from '@jest/globals'
import { PublishSetting, PublishSettingHandler, SeeAgent, SeeAgentHandler } from '#application'
import type { TicketCommand } from '#domain'
import { group, Scene, World } from './testing/scene.js'

const minute = 60_000
const run = { metric: 'first_reply', instance: 1, targetS: 1800 } as const

const applyAt = (at: number, notify = { warn: true, breach: true }): TicketCommand => ({
  type: 'ApplySla',
  policyId: 'standard',
  policyVersion: 0,
  calendarId: null,
  calendarVersion: null,
  zoneData: 'test',
  targets: [
    {
      metric: 'first_reply',
      targetS: 1800,
      clock: 'calendar',
      startsAt: 'creation',
      warnBeforeS: [600],
      graceS: 0,
      pauseIn: [],
      resolution: 'total'
    }
  ],
  notify,
  cause: 'opened',
  at
})

async function withPolicy(notify?: { warn: boolean; breach: boolean }) {
  const scene = await Scene.open(new World())
  const { ticketId } = await scene.customerWrites('It is broken')
  await scene.quiet()
  const start = scene.world.clock.now()
  await scene.act(ticketId, applyAt(start, notify))
  await scene.quiet()
  const warn: TicketCommand = {
    type: 'WarnSla',
    ...run,
    beforeS: 600,
    at: start + 20 * minute,
    noticedAt: start + 20 * minute,
    inDigest: false
  }
  const breach: TicketCommand = {
    type: 'BreachSla',
    ...run,
    at: start + 30 * minute,
    noticedAt: start + 30 * minute,
    reason: 'time_passed',
    inDigest: false
  }
  return { scene, ticketId, telegram: scene.world.telegram, warn, breach }
}

describe('a ticket under a policy', () => {
  it('shows the nearest deadline on its card', async () => {
    const { scene, ticketId, telegram } = await withPolicy()
    const card = () => String(telegram.named('editMessageText').at(-1)?.params['text'])
    expect(card()).toMatch(/\nDue: first reply, Mon 5 Jan \d\d:\d\d \(UTC\)/)
    await scene.act(ticketId, { type: 'PauseSla', cause: 'customer_blocked_bot', at: 0 })
    await scene.quiet()
    expect(card()).not.toContain('Due:')
    await scene.stop()
  })

  it('shows it where the team lives', async () => {
    const { scene, ticketId, telegram, breach } = await withPolicy()
    const kathmandu = new PublishSetting(
      'desk',
      'main',
      { team_time_zone: 'Asia/Kathmandu' },
      scene.context()
    )
    expect((await new PublishSettingHandler(scene.desk).execute(kathmandu)).ok).toBe(true)
    await scene.act(ticketId, { type: 'ChangePriority', priority: 'high' })
    await scene.quiet()
    const due = Temporal.Instant.fromEpochMilliseconds(breach.at).toZonedDateTimeISO('Asia/Kathmandu')
    const time = `${String(due.hour).padStart(2, '0')}:${String(due.minute).padStart(2, '0')}`
    const card = String(telegram.named('editMessageText').at(-1)?.params['text'])
    expect(card).toContain(`\nDue: first reply, Mon 5 Jan ${time} (Asia/Kathmandu)`)
    await scene.stop()
  })

  it('mentions its assignee when it is warned of or breached', async () => {
    const { scene, ticketId, telegram, warn, breach } = await withPolicy()
    const profile = { user_id: 7, display_name: 'Ann', username: 'ann' }
    const seen = await new SeeAgentHandler(scene.desk).execute(
      new SeeAgent(await scene.desk.vault.subjectFor(7), profile, scene.context())
    )
    if (!seen.ok) throw new Error(seen.reason)
    await scene.directories.catchUp()
    await scene.act(ticketId, { type: 'ClaimTicket', agentId: seen.value.agentId })
    await scene.act(ticketId, warn)
    await scene.act(ticketId, breach)
    await scene.quiet()
    const told = telegram.named('sendMessage').slice(-2)
    expect(told.map(({ params }) => params['text'])).toEqual([
      expect.stringMatching(/^@ann ⏰ first reply/),
      expect.stringMatching(/^@ann 🔴 first reply/)
    ])
    await scene.stop()
  })

  it('tells warnings, breaches and what was taken back in its topic', async () => {
    const { scene, ticketId, telegram, warn, breach } = await withPolicy()
    await scene.act(ticketId, warn)
    await scene.act(ticketId, breach)
    await scene.act(ticketId, {
      type: 'RetractBreach',
      metric: 'first_reply',
      instance: 1,
      reason: 'reply_was_in_time',
      eventId: 'e'
    })
    await scene.quiet()
    expect(telegram.texts(group).slice(-3)).toEqual([
      expect.stringMatching(/^⏰ first reply: 10 min left at Mon 5 Jan \d\d:\d\d \(UTC\)$/),
      expect.stringMatching(/^🔴 first reply: overdue since Mon 5 Jan .*, target 30 min$/),
      expect.stringMatching(/^↩️ first reply: it was in time after all/)
    ])
    await scene.stop()
  })

  it('tells only what its policy says', async () => {
    const { scene, ticketId, telegram, warn, breach } = await withPolicy({ warn: false, breach: false })
    const before = telegram.texts(group).length
    await scene.act(ticketId, warn)
    await scene.act(ticketId, breach)
    await scene.quiet()
    expect(telegram.texts(group).length).toBe(before)
    await scene.stop()
  })
})
