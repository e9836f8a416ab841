import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { keyTypes, parseNote, verifierKey, vkeyOf } from '#audit'
import { deskAudit } from '#domain'
import { silentLogger } from '#observability'
import { addresses, createGuardedClient, type GuardedClient } from '#outbound'
import {
  AnchoredIndex,
  Anchoring,
  latestCheckpoint,
  Proofs,
  type Sealing,
  standingBody,
  timestampRequest
} from '../index.js'
import { SealedDesk, saltKey } from '../testing/sealed-desk.js'
import { type FetchAnswer, fetchOutside } from './anchor.js'
import { timestampAnchor } from './timestamp.js'
import { witnessAnchor } from './witness.js'

const url = 'https://stamps.example/tsr?token=hidden'
/** PKIStatusInfo granted, and what was asked for: enough for who keeps it unread. */
const grantedTo = (request: Buffer) =>
  Buffer.concat([Buffer.from('30253003020100', 'hex'), request.subarray(24, 56)])

describe('leaving checkpoints outside', () => {
  let desk: SealedDesk
  let sealing: Sealing
  let said: string[]
  let answers: (request: Buffer) => Promise<FetchAnswer>
  let asked: Buffer[]
  const settings = { timestamp_urls: [url], chat_id: -1001 }
  const anchoring = () =>
    new Anchoring({
      log: desk.log,
      rawLog: desk.log,
      settings: async () => deskAudit(settings),
      latest: () => latestCheckpoint(desk.log),
      consistency: (from, to) =>
        new Proofs({
          log: desk.log,
          store: desk.store,
          state: desk.state,
          salt: async () => ({ key: saltKey, origin: 'log-1' })
        }).consistency(from, to),
      say: async (chat, text) => void said.push(`${chat} ${text}`),
      fetch: async (_url, { body }) => {
        asked.push(body)
        return answers(body)
      },
      stopFor: why => sealing.stopFor(why),
      anchored: (at, anchor) => sealing.anchored(at, anchor),
      clock: desk.clock,
      logger: silentLogger
    })

  beforeEach(async () => {
    desk = new SealedDesk()
    said = []
    asked = []
    answers = async request => ({ status: 200, body: grantedTo(request) })
    await desk.happen('ticket-a', 3)
    sealing = desk.sealing()
    await sealing.seal()
  })

  it('gives each checkpoint to everybody once, also after a restart, and says in health what is where', async () => {
    expect(standingBody(await sealing.standing())).toMatchObject({ anchored_at: null, anchors: [] })
    const one = anchoring()
    await one.round()
    await one.round()
    await anchoring().round()
    const checkpoint = await latestCheckpoint(desk.log)
    const { text } = parseNote(checkpoint?.note ?? '')
    expect(asked).toEqual([timestampRequest(hash('sha256', text, 'buffer'))])
    expect(asked[0]).toHaveLength(59)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^-1001 topicdesk\/log-1\n4\n.*\n\n— topicdesk\/log-1 \S+\n$/)
    const { anchors, anchoredAt } = await sealing.standing()
    expect(anchors.map(({ kind, where, size }) => [kind, where, size]).sort()).toEqual([
      ['chat', '-1001', 4],
      ['rfc3161', 'stamps.example', 4]
    ])
    expect(anchoredAt).toBe(desk.clock.now())
    expect(JSON.stringify(await desk.events())).not.toContain('hidden')
    expect((await sealing.seal()).kind).toBe('unchanged')
  })

  it('is known once, also where two ask at once, and its proof is found by the checkpoint', async () => {
    await anchoring().round()
    const checkpoint = await latestCheckpoint(desk.log)
    if (!checkpoint) throw new Error('there is no checkpoint')
    const index = new AnchoredIndex(desk.log)
    const both = await Promise.all([index.of(checkpoint), index.of(checkpoint)])
    expect(both.map(({ length }) => length)).toEqual([2, 2])
    expect((await index.files(checkpoint)).map(([name]) => name)).toEqual(['anchors/stamps.example.tsr'])
    expect(await index.of({ ...checkpoint, origin: 'topicdesk/log-1/2' })).toEqual([])
  })

  it('tries again whoever does not answer, or answers without a stamp, and waits for nobody', async () => {
    const one = anchoring()
    answers = () => Promise.reject(new Error('away'))
    await one.round()
    expect(said).toHaveLength(1)
    answers = async () => ({ status: 200, body: Buffer.from('30053003020102', 'hex') })
    await desk.clock.advance(59_000)
    await one.round()
    expect(asked).toHaveLength(1)
    await desk.clock.advance(1000)
    await one.round()
    await desk.clock.advance(60_000)
    answers = async request => ({ status: 200, body: grantedTo(request) })
    await one.round()
    expect(asked).toHaveLength(3)
    expect((await sealing.standing()).anchors).toHaveLength(2)
  })

  it('gives the next checkpoints to the others while one does not answer', async () => {
    let answer: (one: FetchAnswer) => void = () => {}
    answers = () => new Promise(resolve => (answer = resolve))
    const stop = new AbortController()
    const running = anchoring().run(stop.signal)
    await desk.clock.advance(1000)
    for (let n = 2; n <= 3; n++) {
      await desk.happen('ticket-a')
      await sealing.seal()
      for (let second = 0; second < 3; second++) await desk.clock.advance(1000)
      expect(said).toHaveLength(n)
    }
    expect(asked).toHaveLength(1)
    answer({ status: 500, body: Buffer.alloc(0) })
    stop.abort()
    await desk.clock.advance(1000)
    await running
  })
})

describe('a time stamp authority', () => {
  const text = 'topicdesk/log\n1\nAAAA\n'
  const offered = { text } as never
  const asking = (answer: FetchAnswer | Error) =>
    timestampAnchor(url, 'stamps.example', async (_url, { body }) => {
      if (answer instanceof Error) throw answer
      return { ...answer, body: answer.body.length > 0 ? answer.body : grantedTo(body) }
    }).offer(offered)
  const other = grantedTo(timestampRequest(Buffer.alloc(32, 7)))
  const right = grantedTo(timestampRequest(hash('sha256', text, 'buffer')))

  it.each<[string, FetchAnswer | Error, string]>([
    ['of another text', { status: 200, body: other }, 'has stamped something else'],
    ['that refuses', { status: 200, body: Buffer.from('30053003020102', 'hex') }, 'without a stamp'],
    ['that fails', { status: 500, body: right }, '500 without a stamp'],
    ['of no form', { status: 200, body: Buffer.from('<html>') }, 'without a stamp'],
    ['cut short', { status: 200, body: right.subarray(0, 20) }, 'has stamped something else'],
    ['cut shorter', { status: 200, body: right.subarray(0, 5) }, 'without a stamp'],
    ['that is away', new Error('away'), 'away']
  ])('has stamped nothing with an answer %s', async (_what, answer, why) => {
    await expect(asking(answer)).rejects.toThrow(why)
  })

  it('is believed where its answer holds what was asked for, a nonce beside it or not', async () => {
    const nonce = Buffer.concat([right, Buffer.from('020801020304050607', 'hex')])
    for (const body of [right, nonce])
      expect(await asking({ status: 200, body })).toEqual({ kind: 'done', answer: body })
  })
})

describe('Who is outside', () => {
  let server: Server
  let port: number
  let requests: number
  const clients: GuardedClient[] = []
  beforeEach(async () => {
    requests = 0
    server = createServer((request, response) => {
      requests++
      if (request.url === '/slow') response.write('slow')
      else if (request.url === '/huge') response.end(Buffer.alloc(200_000))
      else if (request.url === '/moved') response.writeHead(302, { location: '/huge' }).end()
      else response.end(Buffer.alloc(100_000, 1))
    })
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
    const address = server.address()
    port = typeof address === 'object' ? (address?.port ?? 0) : 0
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close()
    server.closeAllConnections()
    await new Promise(closed => server.close(closed))
  })
  const outside = (allowed: readonly string[], limitMs?: number) => {
    const client = createGuardedClient({ addresses: addresses(allowed) })
    clients.push(client)
    return fetchOutside(client, limitMs)
  }
  const asked = { type: 'x/y', body: Buffer.of(1) }

  it('is waited for only so long, read only so far, and not followed elsewhere', async () => {
    const ask = (path: string, limitMs?: number) =>
      outside(['127.0.0.0/8'], limitMs)(`http://127.0.0.1:${port}${path}`, asked)
    await expect(ask('/slow', 50)).rejects.toThrow('no answer within 50 ms')
    await expect(ask('/huge')).rejects.toThrow('more than 131072 bytes')
    expect((await ask('/moved')).status).toBe(302)
    expect(requests).toBe(3)
    expect(await ask('/')).toEqual({ status: 200, body: Buffer.alloc(100_000, 1) })
  })

  it('is not asked at a private address, nor by http, but where that was allowed', async () => {
    const ask = outside([])
    const offered = { size: 1, text: 'a', note: 'a' } as never
    const key = vkeyOf(verifierKey('witness', keyTypes.ed25519Cosignature, Buffer.alloc(32)))
    const calls = (url: string) => [
      timestampAnchor(url, 'stamps', ask).offer(offered),
      witnessAnchor({ url, key }, 'witness', async () => [], ask).offer(offered)
    ]
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, '169.254.169.254', '[::1]'])
      for (const scheme of ['http', 'https'])
        for (const call of calls(`${scheme}://${host}/tsr`))
          await expect(call).rejects.toThrow('must be an address of the internet')
    await expect(ask('http://stamps.example/tsr', asked)).rejects.toThrow('must begin with https://')
    expect(requests).toBe(0)
  })
})

describe('a time stamp', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tsa-'))
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  it('that an authority made by openssl gives to our request is verified by openssl', () => {
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' })
    const config = [
      '[req]',
      'distinguished_name = name',
      '[name]',
      '[stamps]',
      'extendedKeyUsage = critical,timeStamping',
      '[tsa]',
      'default_tsa = authority',
      '[authority]',
      'serial = serial',
      'signer_cert = tsa.pem',
      'certs = tsa.pem',
      'signer_key = tsa.key',
      'signer_digest = sha256',
      'default_policy = 1.2.3.4',
      'digests = sha256',
      ''
    ].join('\n')
    writeFileSync(join(directory, 'tsa.cnf'), config)
    writeFileSync(join(directory, 'serial'), '01\n')
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'tsa.key']
    const certificate = [
      '-x509',
      '-subj',
      '/CN=Stamps',
      '-extensions',
      'stamps',
      '-days',
      '2',
      '-out',
      'tsa.pem'
    ]
    openssl('req', '-config', 'tsa.cnf', ...key, ...certificate)
    const text = 'topicdesk/log\n1\nAAAA\n'
    const digest = hash('sha256', text, 'buffer')
    writeFileSync(join(directory, 'q.tsq'), timestampRequest(digest))
    openssl(
      'ts',
      '-query',
      '-digest',
      digest.toString('hex'),
      '-sha256',
      '-no_nonce',
      '-cert',
      '-out',
      'theirs.tsq'
    )
    expect(readFileSync(join(directory, 'q.tsq'))).toEqual(readFileSync(join(directory, 'theirs.tsq')))
    openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'q.tsq', '-out', 'a.tsr')
    writeFileSync(join(directory, 'text'), text)
    const verified = openssl('ts', '-verify', '-data', 'text', '-in', 'a.tsr', '-CAfile', 'tsa.pem')
    expect(verified.toString()).toContain('OK')
  })
})
