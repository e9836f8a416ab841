import { expect } from '@jest/globals'
import fc from 'fast-check'
import { type SettingKindName, settingDecider, settingStream } from '#domain'
import type { TicketId } from '#kernel'
import type { Stores } from '../../sla/testing/desk.js'
import { openScene, type Scene } from '../../sla/testing/scene.js'

/** What the directory of settings tells a process that starts. */
async function hear({ desk: { runner, rules } }: Scene, kind: SettingKindName, ids: readonly string[]) {
  for (const id of ids) {
    const { state, revision } = await runner.load(settingDecider, settingStream(kind, id))
    if (state.exists) rules.put(kind, id, revision, state.body)
  }
}

/** When the process is ended: in the middle of a look at what is due, or between two. */
export const endings = fc.array(
  fc.record({ minutes: fc.integer({ min: 1, max: 12 }), inTheMiddle: fc.boolean(), two: fc.boolean() }),
  { minLength: 8, maxLength: 12 }
)

/** A ladder whose process ends at these moments, with another at work beside it: each level comes once, in order. */
export async function eachLevelOnce(
  stores: Stores,
  all: readonly { readonly minutes: number; readonly inTheMiddle: boolean; readonly two: boolean }[]
): Promise<void> {
  let scene = await openScene(stores)
  const steps = [600, 1800, 3600]
  for (const [nth, s] of steps.entries()) {
    await scene.publish('team', `l${nth + 1}`, { name: `Level ${nth + 1}`, level: nth + 1 })
    await scene.publish('rule', `step-${nth + 1}`, {
      ...{
        name: `Step ${nth + 1}`,
        position: nth,
        on: ['ticket_opened'],
        ladder: 'up',
        once: 'instance'
      },
      ...{
        after: { s, clock: 'calendar', who: 'team' },
        then: [{ escalate: { team_id: `l${nth + 1}` } }]
      }
    })
  }
  const tickets: TicketId[] = []
  for (const name of ['a', 'b', 'c']) tickets.push(await scene.openTicket(name))
  for (const { minutes, inTheMiddle, two } of all) {
    await scene.clock.advance(minutes * 60_000)
    const looking = [scene.round(), ...(two ? [scene.anotherTimers().round()] : [])]
    // What is cut off goes on for a while, as a process does that does not know yet that another has taken over.
    const ended = Promise.allSettled(looking)
    if (!inTheMiddle) await ended
    await scene.close()
    scene = await openScene(stores)
    await hear(scene, 'rule', ['step-1', 'step-2', 'step-3'])
    await hear(scene, 'team', ['l1', 'l2', 'l3'])
  }
  await scene.pass(90)
  for (const ticketId of tickets) {
    const up = (await scene.events(ticketId, 'TicketEscalated')).map(
      ({ data }) => (data['to'] as { readonly teamId: string }).teamId
    )
    expect(up).toEqual(['l1', 'l2', 'l3'])
    const applied = (await scene.events(ticketId, 'RuleApplied')).map(({ data }) => data['rule'])
    expect(applied).toEqual(['step-1', 'step-2', 'step-3'])
  }
  await scene.close()
}
