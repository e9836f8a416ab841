import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnAgent, ActOnStaffGroup, SeeAgent } from '#application'
import { agentStream } from '#domain'
import type { EventLog, Position } from '#event-log'
import { agentIdFor, commandIdFor } from '#kernel'
import { silentLogger } from '#observability'
import { conceal } from '#privacy'
import { type MemoryDesk, openMemoryDesk, staffGroupId } from '../intake/testing/desk.js'
import { alice, bob, groupId } from '../intake/testing/updates.js'
import { createDirectories, type Directories } from './index.js'

let desk: MemoryDesk
let stops: (() => Promise<void>)[]

beforeEach(async () => {
  desk = await openMemoryDesk()
  stops = []
})
afterEach(async () => {
  for (const stop of stops) await stop()
  await desk.close()
})

let commands = 0
const context = () => ({
  commandId: commandIdFor('directory', ++commands),
  causationId: 'test',
  correlationId: 'test',
  actor: 'process:test' as const
})

async function see(person: typeof alice | typeof bob, username = person.username) {
  const subjectId = await desk.desk.vault.subjectFor(person.id)
  const profile = { user_id: person.id, display_name: person.first_name, username }
  await desk.commands.execute(new SeeAgent(subjectId, profile, context()))
  return { subjectId, agentId: agentIdFor(subjectId) }
}

/** Another start of the desk on the same stores. */
function start(log: EventLog = desk.desk.log): Directories {
  const { sealer, clock } = desk.desk
  const directories = createDirectories({ log, state: desk.state, sealer, clock, logger: silentLogger })
  const stop = new AbortController()
  const running = directories.run(stop.signal)
  stops.push(async () => {
    stop.abort()
    await running
  })
  return directories
}

describe('the directories', () => {
  it('find staff groups by chat id, and agents by name, mention and id', async () => {
    const { subjectId, agentId } = await see(alice)
    const { directories } = desk
    await directories.catchUp()
    expect(directories.staffGroups.byChatId(groupId)).toEqual({
      staffGroupId,
      chatId: groupId,
      active: true,
      missing: []
    })
    expect(directories.staffGroups.byId(staffGroupId)?.chatId).toBe(groupId)
    expect(await directories.agents.byUsername('@ALICE_agent')).toBe(agentId)
    expect(directories.agents.bySubject(subjectId)).toBe(agentId)
    expect(await directories.agents.profileOf(agentId)).toMatchObject({ display_name: 'Alice' })
    expect(await directories.agents.byUsername('nobody')).toBeUndefined()
  })

  it('give a username to whoever has taken it last', async () => {
    await see(alice, 'first_line')
    const { agentId } = await see(bob, 'first_line')
    await desk.directories.catchUp()
    expect(await desk.directories.agents.byUsername('first_line')).toBe(agentId)
  })

  it('keep the name of an agent who says why they are away', async () => {
    const { agentId } = await see(alice)
    const away = { type: 'ChangeAvailability', to: 'away', until: null, cause: 'request', now: 0 } as const
    const reason = conceal({ reason: 'lunch' })
    await desk.commands.execute(new ActOnAgent(agentId, { ...away, reason }, context()))
    await desk.directories.catchUp()
    expect(await desk.directories.agents.byUsername('alice_agent')).toBe(agentId)
    expect(await desk.directories.agents.profileOf(agentId)).toMatchObject({ display_name: 'Alice' })
  })

  it('forget the name of an agent whose key is gone', async () => {
    const { subjectId, agentId } = await see(alice)
    await desk.directories.catchUp()
    await desk.desk.vault.forget(subjectId)
    // What caches keys drops them; names are not kept in clear anywhere else.
    await desk.clock.advance(60_001)
    expect(await desk.directories.agents.profileOf(agentId)).toBeUndefined()
    expect(await desk.directories.agents.byUsername('alice_agent')).toBeUndefined()
  })

  it('start again from the streams they know, without reading the log from its beginning', async () => {
    const { agentId } = await see(alice)
    await desk.directories.catchUp()
    await see(bob)
    const from: (Position | 'start')[] = []
    const { log } = desk.desk
    const again = start({
      ...bound(log),
      subscribe: (after, signal) => {
        from.push(after)
        return log.subscribe(after, signal)
      }
    })
    await again.catchUp()
    expect(from).not.toContain('start')
    expect(again.agents.ids()).toContain(agentId)
    expect(again.agents.ids()).toHaveLength(2)
    expect(again.staffGroups.all()).toHaveLength(1)
  })

  it('read everything when what they know is of another log', async () => {
    await see(alice)
    const fact = { position: 'elsewhere', eventId: 'x', streams: [agentStream(agentIdFor('x' as never))] }
    await desk.directories.catchUp()
    await desk.state.setFact('directory-people-and-groups', fact)
    const again = start()
    await again.catchUp()
    expect(again.agents.ids()).toHaveLength(1)
  })

  it('follow what is appended while they run', async () => {
    const command = { type: 'RecordRights' as const, missing: ['forum' as const] }
    await desk.commands.execute(new ActOnStaffGroup(staffGroupId, command, context()))
    await desk.directories.catchUp()
    expect(desk.directories.staffGroups.byId(staffGroupId)?.missing).toEqual(['forum'])
  })
})

const bound = (log: EventLog): EventLog => ({
  append: (stream, events, expected) => log.append(stream, events, expected),
  readStream: (stream, from) => log.readStream(stream, from),
  subscribe: (after, signal) => log.subscribe(after, signal),
  head: () => log.head(),
  eventAt: position => log.eventAt(position),
  ping: () => log.ping(),
  close: () => log.close()
})
