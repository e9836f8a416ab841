import { execFileSync } from 'node:child_process'
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { Desk } from '../support/desk.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { untilQuiet } from '../support/quiet.js'
import { seededFor } from '../support/seeded.js'
import { snapshotOf } from '../support/snapshot.js'
import { brokenPromises } from './invariants.js'
import { Office, type OfficeOptions } from './office.js'

const opened = openedByEachTest()
const megabyte = 1_048_576

/** A way to let a desk run out of room, and to give it room again. */
interface Shortage {
  readonly options: Pick<OfficeOptions, 'dataDir' | 'node'>
  begin(office: Office): void
  end(office: Office): void
  /** After a failed sync only a start tells what the disk holds. */
  readonly needsRestart: boolean
}

/** A small file system of its own: undefined where this process may not mount one. */
function smallDisk(): Shortage | undefined {
  const dataDir = opened.directory()
  const filler = join(dataDir, 'filler')
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', dataDir], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  opened.finally(async () => execFileSync('umount', [dataDir]))
  return {
    options: { dataDir },
    begin() {
      for (let size = megabyte; size >= 4096; ) {
        try {
          writeFileSync(filler, Buffer.alloc(size), { flag: 'a' })
        } catch {
          size /= 2
        }
      }
      execFileSync('truncate', ['-s', `-${2 * megabyte}`, filler])
    },
    end: () => rmSync(filler),
    needsRestart: false
  }
}

/** A limit on the size of each file of the process: undefined where there is no prlimit. */
function smallFiles(): Shortage | undefined {
  const limit = (office: Office, bytes: string) =>
    execFileSync('prlimit', ['--pid', String(office.process?.pid), `--fsize=${bytes}:`], { stdio: 'ignore' })
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  return {
    // Else the signal that comes with the error would end the process.
    options: { node: ['--import', 'data:text/javascript,process.on("SIGXFSZ", () => {})'] },
    begin(office) {
      const sizes = readdirSync(office.dataDir).map(name => statSync(join(office.dataDir, name)).size)
      limit(office, String(Math.max(...sizes) + megabyte / 4))
    },
    end: office => limit(office, 'unlimited'),
    needsRestart: true
  }
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

describe('A disk that takes no more', () => {
  it.each([
    ['a file system without room', smallDisk],
    ['a limit on the size of files', smallFiles]
  ])(
    'is answered with 503; nothing is lost, and all goes on when there is room: %s',
    async (what, make) => {
      const shortage = make()
      if (!shortage) {
        process.stdout.write(`full disk: skipped "${what}", which this process can not have here\n`)
        return
      }
      const random = seededFor('full disk')
      const options = { ...shortage.options, random, customers: 4, way: 'webhook' } as const
      const office = await Office.open(opened, options)
      const desk = await office.start()
      for (const customer of office.customers) office.says(customer)
      await office.quiet()

      shortage.begin(office)
      expect(await writeUntilRefused(office, desk)).toBe(503)
      expect((await desk.get('/health/live')).status).toBe(200)
      expect((await desk.get('/health/ready')).status).toBe(503)
      const { status, warnings } = (await desk.get('/health')).body as { status: string; warnings: string[] }
      expect([status, warnings.join()]).toEqual(['failing', expect.stringMatching(/disk|full|failed/)])
      expect(await desk.tickets()).toHaveLength(4)
      expect((await desk.thread((await desk.tickets())[0]?.id ?? '')).length).toBeGreaterThan(0)

      shortage.end(office)
      if (shortage.needsRestart) {
        await office.kill('SIGKILL')
        await office.start()
      } else {
        const isReady = async () => (await desk.get('/health/ready')).status === 200
        await eventually('the desk is ready again by itself', isReady)
      }
      office.sandbox.control.advance({ seconds: 130 })
      await office.quiet()
      expect(await brokenPromises(office)).toEqual([])
      const before = await snapshotOf(office.desk ?? desk)
      await office.kill('SIGKILL')
      const again = await office.start()
      await untilQuiet(again)
      expect(await snapshotOf(again)).toEqual(before)
    },
    120_000
  )
})
