import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { firstStart, PublishSetting, PublishSettingHandler, RequestDigest } from '#application'
import { type Digest, type TicketCommand, toldTogether } from '#domain'
import { type MessageId, type TeamId, type TicketId, ticketCodeFor } from '#kernel'
import { conceal } from '#privacy'
import { leadsRefusal } from '../notices/index.js'
import { annasChat, group, groupStream, Scene, World } from './testing/scene.js'
import { refusal } from './testing/scripted-telegram.js'

let world: World
let scene: Scene
beforeEach(async () => {
  world = new World()
  scene = await Scene.open(world)
  await firstStart(scene.desk)
  const team = { name: 'Level 2', level: 2 }
  await new PublishSettingHandler(scene.desk).execute(new PublishSetting('team', 'l2', team, scene.context()))
})
afterEach(() => scene.stop())

const opened = async (count: number) => {
  const tickets: TicketId[] = []
  for (let n = 0; n < count; n++)
    tickets.push((await scene.customerWrites('It is broken', { user: annasChat + n })).ticketId)
  await scene.quiet()
  return tickets
}
const escalate = (ticketId: TicketId, reason: string) =>
  scene.act(ticketId, {
    type: 'EscalateTicket',
    teamId: 'l2' as TeamId,
    ...{ reassign: false, raisePriorityTo: null, rule: null, levels: new Map(), now: world.clock.now() },
    personal: conceal({ reason })
  })
const note: TicketCommand = {
  type: 'AddNote',
  messageId: 'note' as MessageId,
  agentId: null,
  source: { kind: 'api' },
  kind: 'text',
  sentAt: 0,
  personal: conceal({ text: 'Look at this' })
}
const toldInGroup = () => world.telegram.texts(group).filter(text => String(text).includes('Handed up to'))
const leftForDigest = () =>
  scene.eventsSync('delivery-').filter(({ data }) => data['reason'] === toldTogether).length

it('ten tickets that are handed up within a minute are told in their topics, the others are left for a digest, and a minute later it begins anew', async () => {
  const tickets = await opened(13)
  for (const ticket of tickets) await escalate(ticket, 'They wait')
  await scene.quiet()
  expect([toldInGroup().length, leftForDigest()]).toEqual([10, 3])
  await scene.passes(60_000, 5000)
  for (const ticket of tickets.slice(0, 2)) await scene.act(ticket, { type: 'AssignTeam', teamId: null })
  for (const ticket of tickets.slice(0, 2)) await escalate(ticket, 'Again')
  await scene.quiet()
  expect([toldInGroup().length, leftForDigest()]).toEqual([12, 3])
})

it('what agents and customers do is told by itself, however much of it there is', async () => {
  const tickets = await opened(12)
  for (const ticket of tickets) await scene.act(ticket, note)
  await scene.quiet()
  expect(world.telegram.texts(group).filter(text => String(text).includes('Look at this'))).toHaveLength(12)
  expect(leftForDigest()).toBe(0)
})

const digest = (chat: Digest['chat'], more: Partial<Digest>): Digest => ({
  chat,
  at: world.clock.now(),
  one: null,
  counts: {},
  tickets: [],
  more: 0,
  through: { stream: 'ticket-x', revision: world.messageIds++ },
  ...more
})
const ask = (wanted: Digest) => scene.bus.execute(new RequestDigest(wanted, scene.context()))

it("one escalation is told in the leads' chat in full, with a way to its topic and without calling anybody", async () => {
  const [ticket] = await opened(1)
  if (!ticket) throw new Error('no ticket')
  await escalate(ticket, 'They threaten to sue')
  await scene.quiet()
  const nth = scene.eventsSync(`ticket-${ticket}`).findIndex(({ type }) => type === 'TicketEscalated')
  const one = { stream: `ticket-${ticket}`, revision: nth }
  await ask(digest({ leadsChatId: -1009 }, { one, counts: { handed_up: 1 } }))
  await scene.quiet()
  const code = ticketCodeFor(ticket)
  const [call] = world.telegram.calls.filter(({ params }) => params['chat_id'] === -1009)
  expect(call?.params['text']).toMatch(
    new RegExp(`^${code} ⬆️ Handed up to Level 2 \\(level 2\\) by .+: They threaten to sue$`)
  )
  const url = `https://t.me/c/1/${scene.threadOf(ticket)}`
  expect(call?.params['entities']).toEqual([{ type: 'text_link', offset: 0, length: code.length, url }])
})

it('what came meanwhile is told by how much there is of each kind, in the chat and in General', async () => {
  const counts = { handed_up: 3, due_soon: 2 }
  for (const chat of [{ leadsChatId: -1009 }, { staffGroupId: groupStream }])
    await ask(digest(chat, { counts, tickets: ['AAAA-BBBB', 'CCCC-DDDD'], more: 3 }))
  await scene.quiet()
  const said = '⏰ due soon: 2, ⬆️ handed up: 3\nAAAA-BBBB, CCCC-DDDD and 3 more'
  expect(world.telegram.texts(-1009)).toEqual([said])
  expect(world.telegram.texts(group)).toEqual([said])
})

const refused = ['DeliveryAttempted', 'DeliveryRejected']
it('a chat of the leads that the bot is not in, or that has moved, ends that message, nothing waits for it, and it is known until one arrives', async () => {
  const notices = { leads_chat_id: -1009 }
  await new PublishSettingHandler(scene.desk).execute(
    new PublishSetting('desk', 'notices', notices, scene.context())
  )
  const isForLeads = ({ params }: { readonly params: { readonly [name: string]: unknown } }) =>
    params['chat_id'] === -1009
  world.telegram.answer(isForLeads, refusal(403, 'Forbidden: bot is not a member of the supergroup chat'))
  await ask(digest({ leadsChatId: -1009 }, { counts: { handed_up: 3 } }))
  await scene.quiet()
  const moved = { migrate_to_chat_id: -1008 }
  world.telegram.answer(isForLeads, refusal(400, 'Bad Request: group chat was upgraded', moved))
  await ask(digest({ leadsChatId: -1009 }, { counts: { handed_up: 3 } }))
  await scene.quiet()
  expect(scene.types('delivery-')).toEqual([...refused, ...refused])
  expect(await leadsRefusal(scene.desk)).toMatchObject({ chatId: -1009, code: 400 })
  await ask(digest({ staffGroupId: groupStream }, { counts: { handed_up: 3 } }))
  await scene.quiet()
  expect(world.telegram.texts(group)).toHaveLength(1)
  await ask(digest({ leadsChatId: -1009 }, { counts: { handed_up: 3 } }))
  await scene.quiet()
  expect(await leadsRefusal(scene.desk)).toBeUndefined()
})
