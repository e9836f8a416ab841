import { describe, expect, it } from '@jest/globals'
import { auditStreams } from '#domain'
import { MemoryDisk } from '#event-log/memory'
import type { Sealed, SubjectId } from '#kernel'
import { openMemoryReadStore } from '#read-store/memory'
import { checkpointsFrom, type SealedCheckpoint } from './index.js'
import { SealedDesk } from './testing/sealed-desk.js'

async function checkpoints(log: SealedDesk['log']) {
  const all: SealedCheckpoint[] = []
  for await (const checkpoint of checkpointsFrom(log)) all.push(checkpoint)
  return all
}

const reason = { subjectId: 'nobody' as SubjectId, seal: async () => 'c2VhbGVk' as Sealed }

describe('sealing, of a log that was tampered with', () => {
  const sealed = async () => {
    const desk = new SealedDesk()
    await desk.happen('ticket-a', 3)
    await desk.sealing().seal()
    await desk.happen('ticket-a', 3)
    await desk.sealing().seal()
    await desk.happen('ticket-b')
    return desk
  }

  it('signs nothing, names the interval, and takes events all the same', async () => {
    const desk = await sealed()
    const disk = new MemoryDisk()
    disk.events.push(...desk.disk.events)
    for (const [stream, places] of desk.disk.streams) disk.streams.set(stream, [...places])
    const stored = disk.events[5]
    if (!stored) throw new Error('no event')
    disk.events[5] = { ...stored, event: { ...stored.event, data: '{"n":99}' } }
    desk.reopen(disk)
    desk.store = openMemoryReadStore()
    const outcome = await desk.sealing().seal()
    expect(outcome).toEqual({
      kind: 'stopped',
      why: 'something between the checkpoints of 4 and 9 entries is not what was sealed'
    })
    expect((await desk.sealing().standing()).differs).toContain('between the checkpoints of 4 and 9')
    await desk.happen('ticket-b')
    expect(await checkpoints(desk.log)).toHaveLength(2)
  })

  it('signs nothing, and says so, where a checkpoint was rewritten, into another or into none', async () => {
    for (const [change, why] of [
      [(data: string) => data.replace('log-1\\n9\\n', 'log-1\\n8\\n'), 'between the checkpoints of 4 and 8'],
      [(data: string) => data.replace('log-1\\n9\\n', 'log-1\\nx\\n'), 'a checkpoint in the log is none']
    ] as const) {
      const desk = await sealed()
      const at = desk.disk.events.findLastIndex(({ stream }) => stream === 'audit-checkpoints')
      const stored = desk.disk.events[at]
      if (!stored) throw new Error('no checkpoint')
      desk.disk.events[at] = { ...stored, event: { ...stored.event, data: change(stored.event.data) } }
      const outcome = await desk.sealing().seal()
      expect(outcome).toEqual({ kind: 'stopped', why: expect.stringContaining(why) })
      expect((await desk.sealing().standing()).differs).toContain(why)
    }
  })

  it('sees that it was put back from a backup, by the note that it has signed', async () => {
    const desk = await sealed()
    const backup = new MemoryDisk()
    backup.events.push(...desk.disk.events.slice(0, 5))
    for (const [stream, places] of desk.disk.streams)
      backup.streams.set(
        stream,
        places.filter(place => place < 5)
      )
    desk.reopen(backup)
    const outcome = await desk.sealing().seal()
    expect(outcome).toMatchObject({ kind: 'stopped', why: '9 entries were sealed, and the log holds 5' })
  })

  it('signs nothing, and says so, where the salt key was lost', async () => {
    const desk = await sealed()
    const lost = desk.sealing(desk.log, null)
    await lost.round()
    expect((await lost.standing()).differs).toContain('the salt key is missing')
    expect(await checkpoints(desk.log)).toHaveLength(2)
    await desk.sealing().seal()
    expect((await desk.sealing().standing()).differs).toBeNull()
  })

  it('goes on by itself once the right log is back, also where the view was built from the wrong one', async () => {
    const desk = await sealed()
    const [right, wrong] = [desk.disk, new MemoryDisk()]
    wrong.events.push(...right.events)
    for (const [stream, places] of right.streams) wrong.streams.set(stream, [...places])
    const stored = wrong.events[5]
    if (!stored) throw new Error('no event')
    wrong.events[5] = { ...stored, event: { ...stored.event, data: '{"n":99}' } }
    desk.reopen(wrong)
    desk.store = openMemoryReadStore()
    expect((await desk.sealing().seal()).kind).toBe('stopped')
    desk.reopen(right)
    expect((await desk.sealing().seal()).kind).toBe('sealed')
    expect((await desk.sealing().standing()).differs).toBeNull()
    desk.reopen(wrong)
    const sealing = desk.sealing()
    await sealing.view.rebuild(['audit-leaves'], () => {})
    expect((await sealing.standing()).differs).toContain('is not what was sealed')
  })

  it('goes on under a new origin, which is on record, once it is told to', async () => {
    const desk = await sealed()
    const sealing = desk.sealing()
    await sealing.stopFor('a witness knows a larger tree')
    expect(await desk.sealing().seal()).toEqual({ kind: 'stopped', why: 'a witness knows a larger tree' })
    expect(await sealing.newOrigin(reason, 'key:key_admin')).toEqual({
      from: 'topicdesk/log-1',
      to: 'topicdesk/log-1/2'
    })
    expect((await checkpoints(desk.log)).at(-1)?.origin).toBe('topicdesk/log-1/2')
    expect((await desk.events()).filter(({ stream }) => stream === auditStreams.origins)).toHaveLength(1)
    expect((await sealing.standing()).differs).toBeNull()
  })
})
