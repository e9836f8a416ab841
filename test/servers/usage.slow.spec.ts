import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from '@jest/globals'
import { root } from './folders.js'

async function servers(...args: string[]) {
  const child = spawn(process.execPath, [join(root, 'dist/test/servers/main.js'), ...args])
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, out, err }
}

const usage = /npm run servers -- up \[--dir D\]/

describe('npm run servers', () => {
  it.each(['--help', '-h'])('%s prints how it is used', async flag => {
    expect(await servers(flag)).toEqual({ code: 0, out: expect.stringMatching(usage), err: '' })
  })

  it.each([[['--port']], [['up', '--nonsense']], [['up', '--dir']], [['sideways']], [[]]])(
    'used wrongly (%j) says so, with the usage and no trace',
    async args => {
      const { code, out, err } = await servers(...args)
      expect([code, out]).toEqual([2, ''])
      expect(err).toMatch(usage)
      expect(err).not.toMatch(/^\s+at /m)
    }
  )
})
