import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { newSigningPair, verifierKeysOf, vkeyOf } from '#audit'
import { latestCheckpoint } from '#processes'
import { run, TestDirectory } from '../testing.js'
import { sealingOf, someReason } from './testing.js'

describe('deskctl verify, of a log that has taken another origin', () => {
  const template = new TestDirectory()
  let files: TestDirectory
  let first: string
  let last: string
  beforeAll(async () => {
    const stores = await template.open()
    const sealing = await sealingOf(stores, template.path)
    await template.write(stores, 'ticket-a', 5)
    await sealing.seal()
    first = (await latestCheckpoint(stores.log))?.note ?? ''
    await sealing.newOrigin(someReason, 'test')
    await template.write(stores, 'ticket-b', 3)
    await sealing.seal()
    last = (await latestCheckpoint(stores.log))?.note ?? ''
    await stores.close()
  })
  beforeEach(() => {
    files?.remove()
    files = new TestDirectory()
    cpSync(template.path, files.path, { recursive: true })
  })
  afterAll(() => {
    files.remove()
    template.remove()
  })

  const verify = (...args: string[]) => run(['verify', '--data-dir', files.path, ...args])
  const given = (text: string) => {
    const path = join(files.path, 'given.txt')
    writeFileSync(path, text)
    return verify('--checkpoint', path)
  }

  it('holds every checkpoint against the keys of its own origin', async () => {
    expect(JSON.parse((await verify('--json')).out)).toMatchObject({
      ok: true,
      checkpoints: 3,
      signatures_checked: true
    })
    for (const note of [first, last]) expect(await given(note)).toMatchObject({ code: 0 })
  })

  it('takes keys that came another way instead of its own: exit code 4 where none of them signed last', async () => {
    const keys = (await run(['audit', 'key', '--data-dir', files.path])).out.trimEnd().split('\n')
    rmSync(join(files.path, 'audit.key'))
    for (const key of keys) expect(await verify('--key', key)).toMatchObject({ code: 0 })
    const origin = keys[0]?.split('+')[0] ?? ''
    const [stranger] = verifierKeysOf(origin, newSigningPair())
    expect(await verify('--key', vkeyOf(stranger))).toMatchObject({ code: 4 })
    expect(await verify('--key', 'no key')).toMatchObject({ code: 2 })
    const both = await verify('--key', keys[0] ?? '', '--key', vkeyOf(stranger))
    expect([both.code, both.out.match(/signed nothing .*/g)]).toEqual([
      0,
      [`signed nothing  ${origin}+${stranger.id.toString('hex')}, and confirms nothing`]
    ])
  })

  it('says so where there is no key to check signatures by', async () => {
    renameSync(join(files.path, 'audit.key'), join(files.path, 'kept.key'))
    const { code, out } = await verify()
    expect([code, out]).toEqual([0, expect.stringContaining('not checked: no key is here')])
    expect(JSON.parse((await verify('--json')).out)).toMatchObject({ signatures_checked: false })
  })

  it('refuses a checkpoint that is none with exit code 2, and one with 17 signatures with 1, in one line; so does `audit check`', async () => {
    const [text = '', lines = ''] = last.split('\n\n')
    const line = `${lines.split('\n')[0]}\n`
    for (const [note, code] of [
      [`nonsense\n\n${lines}`, 2],
      [last.replaceAll('\n', '\r\n'), 2],
      [`${text}\n\n${line.repeat(17)}`, 1],
      [`${text}\n\n${line.repeat(16)}`, 0],
      [`${text}\n\n${line}${line.slice(0, -3)}\n`, 2]
    ] as const) {
      const told = await given(note)
      expect([note, told.code]).toEqual([note, code])
      if (code === 0) continue
      expect(told.err.trimEnd().split('\n')).toHaveLength(1)
      // Before any desk is asked.
      expect(await run(['audit', 'check', join(files.path, 'given.txt')])).toMatchObject({ code })
    }
  })
})
