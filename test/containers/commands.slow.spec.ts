import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { MongoClient } from 'mongodb'
import { fetchMongod, NotToBeHad } from '../servers/fetch-mongod.js'
import { freePort } from '../servers/ports.js'
import { DeskProcess } from '../support/desk-process.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { composeFile, filledIn, root, textOf } from './compose-file.js'

const opened = openedByEachTest()
const folder = fileURLToPath(root)
const file = composeFile(filledIn())

/** A command of a container, run here: its paths are those of the repository. */
function starting(words: readonly string[], env: Record<string, string>) {
  const [command = '', ...args] = words.map(word => word.replace(/^\/docker\//, `${folder}docker/`))
  const child = spawn(command === 'node' ? process.execPath : command, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  opened.add({ stop: async () => child.kill('SIGKILL') })
  return child
}

async function ran(words: readonly string[], env: Record<string, string> = {}) {
  const child = starting(words, env)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', text => (said += text))
  const [code] = await once(child, 'close')
  return { code, said }
}

describe('what the containers run', () => {
  const healthOfDesk = JSON.parse(/^HEALTHCHECK .*CMD (\[.*\])$/m.exec(textOf('Dockerfile'))?.[1] ?? '[]')

  it('the health check of the desk: 0 once it is ready, 1 before and after', async () => {
    const port = String(await freePort())
    expect(await ran(healthOfDesk, { PORT: port })).toMatchObject({
      code: 1,
      said: expect.stringContaining('no answer')
    })
    const env = { PORT: port, SANDBOX_PORT: '0', LOG_LEVEL: 'silent' }
    const desk = opened.add(new DeskProcess({ dataDir: opened.directory(), env }))
    await desk.ready()
    expect(await ran(healthOfDesk, { PORT: port })).toEqual({ code: 0, said: '' })
    expect(await desk.kill('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(await ran(healthOfDesk, { PORT: port })).toMatchObject({ code: 1 })
  }, 90_000)

  it('the certificates of the log: made once, sound for the health check, and made anew when one is missing', async () => {
    const dir = opened.directory()
    const { uid, gid } = statSync(dir)
    const [certificates, authority] = [join(dir, 'certificates'), join(dir, 'authority')]
    mkdirSync(certificates)
    const env = {
      CERTIFICATES: certificates,
      AUTHORITY: authority,
      LOG_USER: `${uid}:${gid}`,
      LOG_NAMES: String(file.services['certificates']?.environment?.['LOG_NAMES'])
    }
    const make = () => ran(file.services['certificates']?.entrypoint ?? [], env)
    expect(await make()).toEqual({ code: 0, said: 'new certificates for log1 log2 log3\n' })
    expect(await make()).toEqual({ code: 0, said: 'the certificates are sound\n' })
    // The authority's key is nowhere, and the members' keys are for their owner alone.
    expect(readdirSync(authority)).toEqual(['ca.crt'])
    expect(statSync(join(certificates, 'log2', 'node.key')).mode & 0o077).toBe(0)

    const read = (name: string) => readFileSync(join(certificates, 'log1', name))
    const server = createServer({ key: read('node.key'), cert: read('node.crt') }, (request, response) =>
      response.writeHead(request.url === '/health/live' ? 204 : 404).end()
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    opened.add({ stop: async () => server.close().closeAllConnections() })
    const address = server.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    const check = (ca: string) =>
      (file.services['log1']?.healthcheck?.test ?? [])
        .slice(1)
        .map(word => word.replace('2113', port).replace('/authority/ca.crt', ca))
    expect(await ran(check(join(authority, 'ca.crt')))).toMatchObject({ code: 0 })
    expect((await ran(check('/etc/ssl/certs/ca-certificates.crt'))).code).not.toBe(0)

    const before = readFileSync(join(authority, 'ca.crt'), 'utf8')
    expect(await ran(['rm', join(certificates, 'log3', 'node.key')])).toMatchObject({ code: 0 })
    expect((await make()).said).toContain('new certificates')
    expect(readFileSync(join(authority, 'ca.crt'), 'utf8')).not.toBe(before)
  }, 120_000)

  it('MongoDB: members with a key, a set made of them, and a user that may use the two databases only', async () => {
    const bin = opened.directory()
    try {
      symlinkSync(await fetchMongod(), join(bin, 'mongod'))
    } catch (error) {
      if (!(error instanceof NotToBeHad) || process.env['CI'] === 'true') throw error
      process.stderr.write(`skipped: ${error.message}\n`)
      return
    }
    const path = { PATH: `${bin}:${process.env['PATH']}` }
    const member = file.services['mongo1']
    const noKey = await ran(member?.entrypoint ?? [], path)
    expect(noKey).toMatchObject({ code: 2, said: expect.stringContaining('MONGO_REPLICA_KEY') })

    const ports = [await freePort(), await freePort()]
    const key = { ...path, MONGO_REPLICA_KEY: String(member?.environment?.['MONGO_REPLICA_KEY']) }
    for (const port of ports) {
      const args = ['--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', opened.directory()]
      const small = ['--wiredTigerCacheSizeGB', '0.25', '--nounixsocket']
      starting([...(member?.entrypoint ?? []), ...args, ...small], key).stdout.resume()
    }
    const health = (member?.healthcheck?.test ?? []).slice(1)
    for (const port of ports) {
      const here = health.map(word => word.replace('27017', String(port)))
      await eventually('a member is healthy', async () => (await ran(here)).code === 0)
    }
    const init = file.services['mongo-init']
    const passwords = {
      MONGO_ROOT_PASSWORD: String(init?.environment?.['MONGO_ROOT_PASSWORD']),
      MONGO_DESK_PASSWORD: String(init?.environment?.['MONGO_DESK_PASSWORD'])
    }
    const hosts = ports.map(port => `127.0.0.1:${port}`)
    const initiate = (members: readonly string[], more: Record<string, string> = {}) =>
      ran(init?.command ?? [], {
        ...passwords,
        MONGO_HOSTS: members.join(','),
        MONGO_SELF: hosts[0] ?? '',
        ...more
      })
    expect(await initiate(hosts.slice(0, 1))).toEqual({
      code: 0,
      said: `replica set desk of ${hosts[0]} is ready\n`
    })
    expect(await initiate(hosts)).toMatchObject({ code: 0 })
    expect(await initiate(hosts)).toMatchObject({ code: 0 })

    const client = new MongoClient(
      `mongodb://desk:${passwords.MONGO_DESK_PASSWORD}@${hosts[0]}/topicdesk?replicaSet=desk&authSource=admin`
    )
    opened.add({ stop: () => client.close() })
    await client.db('topicdesk').collection('views').insertOne({ a: 1 })
    await client.db('topicdesk-state').collection('state').insertOne({ a: 1 })
    await expect(client.db('other').collection('x').insertOne({ a: 1 })).rejects.toThrow('not authorized')
    // A member that was added is no candidate before it holds everything.
    await eventually('both members are in the set', async () => {
      const { hosts: known } = await client.db('admin').command({ hello: 1 })
      return JSON.stringify(known) === JSON.stringify(hosts)
    })
    const nobody = new MongoClient(`mongodb://${hosts[0]}/?directConnection=true`)
    opened.add({ stop: () => nobody.close() })
    await expect(nobody.db('topicdesk').collection('views').findOne()).rejects.toThrow(
      'requires authentication'
    )
  }, 180_000)
})
