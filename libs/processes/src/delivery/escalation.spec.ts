import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnTicket, firstStart, PublishSetting, PublishSettingHandler } from '#application'
import type { TicketCommand } from '#domain'
import { type TeamId, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import { agent, group, Scene, World } from './testing/scene.js'

let world: World
let scene: Scene
let ticketId: TicketId
beforeEach(async () => {
  world = new World()
  scene = await Scene.open(world)
  await firstStart(scene.desk)
  const team = { name: 'Level 2', level: 2 }
  await new PublishSettingHandler(scene.desk).execute(new PublishSetting('team', 'l2', team, scene.context()))
  ticketId = (await scene.customerWrites('It is broken')).ticketId
  await scene.quiet()
})
afterEach(() => scene.stop())

const act = (command: TicketCommand) =>
  scene.bus.execute(new ActOnTicket(ticketId, command, { ...scene.context(), actor: `agent:${agent}` }))
const escalate = (reason?: string): Promise<unknown> =>
  act({
    type: 'EscalateTicket',
    teamId: 'l2' as TeamId,
    ...{ reassign: false, raisePriorityTo: null, rule: null, levels: new Map(), now: world.clock.now() },
    ...(reason !== undefined && { personal: conceal({ reason }) })
  })
const card = () => String(world.telegram.named('editMessageText').at(-1)?.params['text'])
const told = () =>
  world.telegram.calls.filter(({ params }) => String(params['text']).includes('Handed up to'))

describe('An escalation', () => {
  it('is told in the topic to some of the team, with why, who, and a button; the card shows where it stands', async () => {
    await escalate('They threaten to sue')
    await scene.quiet()
    const [notice] = told()
    expect(world.telegram.texts(group)).toContain(notice?.params['text'])
    expect(notice?.params['text']).toMatch(/⬆️ Handed up to Level 2 \(level 2\) by .+: They threaten to sue$/)
    expect(JSON.stringify(notice?.params['reply_markup'])).toContain('"callback_data":"ack"')
    expect(card()).toContain('Team: Level 2\nEscalated: level 2, nobody has taken note')
    await act({
      type: 'AcknowledgeEscalation',
      by: { keyId: 'key_admin' },
      teams: null,
      now: world.clock.now()
    })
    await scene.quiet()
    expect(card()).toMatch(/Escalated: level 2, noted by a program/)
    await act({ type: 'AssignTeam', teamId: null })
    await scene.quiet()
    expect(card()).not.toContain('Escalated')
    expect(told()).toHaveLength(1)
  })

  it('is told without a reason where none was given', async () => {
    await escalate()
    await scene.quiet()
    expect(told()[0]?.params['text']).toMatch(/Handed up to Level 2 \(level 2\) by [^:]+\.$/)
  })
})
