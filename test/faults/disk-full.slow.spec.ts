import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { Desk } from '../support/desk.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { untilQuiet } from '../support/quiet.js'
import { seededFor } from '../support/seeded.js'
import { snapshotOf } from '../support/snapshot.js'
import { brokenPromises } from './invariants.js'
import { Office } from './office.js'

const opened = openedByEachTest()
const megabyte = 1_048_576

/** A small file system of its own, or undefined where this process may not mount one. */
function smallDisk(): string | undefined {
  const path = opened.directory()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  opened.finally(async () => execFileSync('umount', [path]))
  return path
}

/** Writes until the file system takes no more, and leaves `bytes`. */
function fill(path: string, bytes: number): string {
  const filler = join(path, 'filler')
  for (let size = megabyte, written = 0; size >= 4096; ) {
    try {
      writeFileSync(filler, Buffer.alloc(size), { flag: 'a' })
      written += size
    } catch {
      size /= 2
    }
    if (written > 1e9) throw new Error('the disk is not small')
  }
  if (bytes > 0) execFileSync('truncate', ['-s', `-${bytes}`, filler])
  return filler
}

/** Customers write until the desk takes no more updates; answers the status of a command at that time. */
async function writeUntilRefused(office: Office, desk: Desk): Promise<number> {
  const { control } = office.sandbox
  const ticket = (await desk.tickets())[0]?.id ?? ''
  const filling = 'so many words '.repeat(250).trimEnd()
  let said = 0
  await eventually('an update is refused', async () => {
    for (const customer of office.customers) office.says(customer, `${customer.name} ${said++} ${filling}`)
    return control.pendingUpdates().some(({ failures }) => failures > 0)
  })
  return eventually('a command is refused', async () => {
    const note = await desk.post(`/api/v1/tickets/${ticket}/notes`, { text: `${said++} ${filling}` })
    return note.status === 201 ? undefined : note.status
  })
}

describe('A full disk', () => {
  it('is answered with 503; nothing is lost, and all goes on when there is room', async () => {
    const dataDir = smallDisk()
    if (dataDir === undefined) {
      process.stdout.write('full disk: skipped, for this process may not mount a small one\n')
      return
    }
    const random = seededFor('full disk')
    const office = await Office.open(opened, { random, customers: 4, way: 'webhook', dataDir })
    const desk = await office.start()
    for (const customer of office.customers) office.says(customer)
    await office.quiet()

    const filler = fill(dataDir, 2 * megabyte)
    expect(await writeUntilRefused(office, desk)).toBe(503)
    expect((await desk.get('/health/live')).status).toBe(200)
    expect(await desk.tickets()).toHaveLength(4)
    expect((await desk.thread((await desk.tickets())[0]?.id ?? '')).length).toBeGreaterThan(0)

    rmSync(filler)
    office.sandbox.control.advance({ seconds: 130 })
    await office.quiet()
    expect(await brokenPromises(office)).toEqual([])
    const before = await snapshotOf(desk)
    await office.kill('SIGKILL')
    const again = await office.start()
    await untilQuiet(again)
    expect(await snapshotOf(again)).toEqual(before)
  }, 120_000)
})
