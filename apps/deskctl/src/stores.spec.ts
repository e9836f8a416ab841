import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { systemClock } from '#kernel'
import {
  bindTogether,
  EnvironmentReader,
  mustBelongTogether,
  NotTogether,
  openStores,
  readStoreSettings,
  type Stores
} from '#stores'
import { run, TestDirectory } from './testing.js'

let files: TestDirectory
beforeEach(() => {
  files = new TestDirectory()
})
afterEach(() => files.remove())

const env = { TELEGRAM_BOT_TOKEN: '1:x' }
const file = (name: string) => join(files.path, name)

/** As a desk starts: refused, or bound together. */
async function start(directory = files.path): Promise<Stores> {
  const from = new EnvironmentReader({ DESK_DATA_DIR: directory, ...env })
  const stores = await openStores(from.done(readStoreSettings(from)), systemClock)
  try {
    await mustBelongTogether(stores)
    await bindTogether(stores)
    return stores
  } catch (error) {
    await stores.close()
    throw error
  }
}

async function used(directory = files): Promise<void> {
  const stores = await start(directory.path)
  await directory.write(stores, 'ticket-1', 2, { user: 7, text: 'hello' })
  await stores.close()
}

const lose = (name: string) => {
  for (const end of ['', '-wal', '-shm']) rmSync(file(`${name}${end}`), { force: true })
}
const accept = () => run(['stores', 'accept', '--yes', '--data-dir', files.path], { env })
const refusal = async (): Promise<string> => {
  const error = await start().then(
    async stores => {
      await stores.close()
      return 'it started'
    },
    (error: unknown) => error
  )
  expect(error).toBeInstanceOf(NotTogether)
  return String(error)
}

describe('Log, desk state, vault and master key of one desk', () => {
  it.each([
    ['vault', 'vault.db'],
    ['desk state', 'state.db']
  ])(
    'start together only: a %s that is missing, or empty, is named with the remedy, and begun anew when asked for',
    async (what, name) => {
      await used()
      const missing = new RegExp(
        `the ${what} .*${name} is missing or empty, .*log\\.db holds events.*deskctl stores accept`
      )
      lose(name)
      expect(await refusal()).toMatch(missing)
      lose(name)
      writeFileSync(file(name), '')
      expect(await refusal()).toMatch(missing)
      // Also where the first refused start has made an empty one.
      expect(await refusal()).toMatch(missing)
      expect(await accept()).toMatchObject({ code: 0, out: expect.stringContaining(`${name}`) })
      const again = await start()
      expect((await again.vault.findSubject(7)) === undefined).toBe(name === 'vault.db')
      await again.close()
    }
  )

  it('are not made of a vault that belongs to another log', async () => {
    await used()
    const other = new TestDirectory()
    await used(other)
    lose('vault.db')
    renameSync(join(other.path, 'vault.db'), file('vault.db'))
    writeFileSync(file('master.key'), readFileSync(join(other.path, 'master.key')))
    await other.remove()
    expect(await refusal()).toMatch(/the vault .*vault\.db belongs to the event log .*log\.db is /)
    expect((await accept()).code).toBe(0)
    await (await start()).close()
  })

  it('never get a new master key beside what was sealed with the old one', async () => {
    await used()
    const key = readFileSync(file('master.key'))
    lose('master.key')
    expect(await refusal()).toMatch(/master\.key is missing.*put it back/)
    expect(existsSync(file('master.key'))).toBe(false)
    const { code, err } = await accept()
    expect([code, err]).toEqual([1, expect.stringMatching(/^deskctl: .*master\.key is missing.*\n$/)])
    expect(existsSync(file('master.key'))).toBe(false)
    writeFileSync(file('master.key'), key)
    const again = await start()
    expect(await again.vault.findSubject(7)).toBeDefined()
    await again.close()

    lose('master.key')
    lose('vault.db')
    expect((await accept()).code).toBe(0)
    await (await start()).close()
  })

  it('say which file holds the wrong master key', async () => {
    await used()
    writeFileSync(file('master.key'), `${Buffer.alloc(32, 9).toString('base64')}\n`)
    await expect(start()).rejects.toThrow(
      /vault\.db was made with another master key than that of .*master\.key: put back/
    )
  })

  it('of a desk that knew no such bond are bound at its next start', async () => {
    const before = await files.open(env)
    await files.write(before, 'ticket-1', 2, { user: 7, text: 'hello' })
    await before.state.setFact('api-keys', { sha256: [] })
    await before.close()
    const stores = await start()
    expect([await stores.vault.logId(), (await stores.state.fact('log'))?.['id']]).toEqual([
      stores.logId,
      stores.logId
    ])
    await stores.close()
  })

  it('are accepted only with the desk stopped, and when it was meant', async () => {
    await used()
    const running = await start()
    expect(await accept()).toMatchObject({
      code: 1,
      err: expect.stringContaining('in use by another process')
    })
    await running.close()
    const args = ['stores', 'accept', '--data-dir', files.path]
    expect((await run(args, { env })).code).toBe(2)
    expect(await run(args, { env, person: 'no' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing was done')
    })
  })
})
