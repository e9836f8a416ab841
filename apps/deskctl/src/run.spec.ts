import { chmodSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { run, TestDirectory } from './testing.js'

const key = 'k'.repeat(40)

describe('deskctl with bad input', () => {
  let files: TestDirectory
  beforeEach(() => {
    files = new TestDirectory()
  })
  afterEach(() => files.remove())

  it.each([
    [['nonsense'], "unknown command 'nonsense'"],
    [['status', '--nonsense'], "unknown option '--nonsense'"],
    [['parked', 'retry', 'intake'], "missing required argument 'sequence'"],
    [['rebuild'], 'name one view, or give --all'],
    [['rebuild', 'tickets', '--all'], 'name one view, or give --all'],
    [['deliveries', 'list', '--state', 'lost'], 'Allowed choices are pending'],
    [['forget'], 'give either --ticket or --telegram-user'],
    [['forget', '--ticket', 'x', '--telegram-user', '1'], 'give either --ticket or --telegram-user'],
    [['forget', '--ticket', '7K3Q-X9MU'], '--ticket must be a code such as 7K3Q-X9M2, or an id'],
    [['forget', '--telegram-user', '-5'], "must be a user's number"],
    [['status'], 'no key: set DESK_API_KEY'],
    [['status', '--url', 'desk.example'], '--url must be an http or https address'],
    [['status', '--url', 'ftp://desk.example'], '--url must be an http or https address']
  ])('%j is wrong use: one line, exit code 2', async (args, line) => {
    const { code, out, err } = await run(args, { cwd: files.path })
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toMatch(/^deskctl: [^\n]*\n$/)
    expect(err).toContain(line)
  })

  it('names every mistake of the settings, exit code 2', async () => {
    const env = { PORT: 'many', DESK_API_KEY: 'short' }
    const { code, err } = await run(['status'], { env, cwd: files.path })
    expect(code).toBe(2)
    expect(err).toContain('PORT must be a port')
    expect(err).toContain('DESK_API_KEY must be 32 to 512')
    expect(err).not.toContain('short')
  })

  it('takes a misspelt setting for a mistake, exit code 2', async () => {
    const { code, err } = await run(['verify'], { env: { DESK_DATADIR: '/elsewhere' }, cwd: files.path })
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('DESK_DATA_DIR is meant') })
  })

  it('asks for --url where the desk picked its port', async () => {
    const { code, err } = await run(['status'], { env: { PORT: '0', DESK_API_KEY: key }, cwd: files.path })
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('give --url') })
  })

  it('says in one line that no desk answers, exit code 1', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await new Promise(resolve => server.close(resolve))
    const { code, err } = await run(['status'], {
      env: { PORT: `${port}`, DESK_API_KEY: key },
      cwd: files.path
    })
    expect(code).toBe(1)
    expect(err).toBe(
      `deskctl: no desk answers at http://127.0.0.1:${port} (ECONNREFUSED): is it running, and are HOST, PORT or --url right?\n`
    )
  })

  it('tells another server from a desk', async () => {
    const server = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
    const { code, err } = await run(['status', '--url', url], { env: { DESK_API_KEY: key }, cwd: files.path })
    server.close()
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringContaining('is no desk (200 without JSON)')
    })
  })

  it('says which key file can not be read, or holds no key', async () => {
    const missing = await run(['status', '--key-file', 'missing'], { cwd: files.path })
    expect(missing).toMatchObject({ code: 1, err: expect.stringContaining("the key file can't be read") })
    writeFileSync(join(files.path, 'empty'), '\n')
    const empty = await run(['status', '--key-file', 'empty'], { cwd: files.path })
    expect(empty).toMatchObject({ code: 2, err: expect.stringContaining('empty does not hold a key') })
  })

  it('says where it looked for a log', async () => {
    for (const args of [['verify'], ['export'], ['processes', 'reset', 'intake']]) {
      const { code, err } = await run([...args, '--data-dir', files.path])
      // Of verify 1 says that a log differs.
      expect(code).toBe(args[0] === 'verify' ? 2 : 1)
      expect(err).toContain(
        `there is no event log in ${join(files.path, 'sandbox', 'desk')} or ${files.path}`
      )
    }
  })

  it('says that a file is no log', async () => {
    writeFileSync(join(files.path, 'log.db'), 'hello')
    chmodSync(join(files.path, 'log.db'), 0o600)
    for (const command of ['verify', 'export']) {
      const { code, err } = await run([command, '--data-dir', files.path])
      // Of verify 1 says that a log differs.
      expect(code).toBe(command === 'verify' ? 2 : 1)
      expect(err).toMatch(/^deskctl: the event log .*log\.db is damaged[^\n]*\n$/)
    }
  })

  it('prints help on stdout, exit code 0', async () => {
    const { code, out, err } = await run(['--help'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('Usage: deskctl')
  })
})
