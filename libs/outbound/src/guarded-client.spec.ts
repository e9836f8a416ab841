import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { addresses, createGuardedClient, type LookUp, wrongWith } from './index.js'
import { receiverCertificate, receiverKey } from './testing/certificate.js'

const publicOnly = addresses([])

describe('An address in a setting', () => {
  it.each([
    ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '0x7f.0.0.1', '0', '0.0.0.0'],
    ...['10.0.0.1', '172.16.5.4', '192.168.1.1', '169.254.169.254', '100.64.0.1', '198.18.0.1', '240.0.0.1'],
    ...[
      '224.0.0.1',
      '255.255.255.255',
      '192.0.2.1',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]'
    ],
    ...['[::127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b:1::1]', '[2002:7f00:1::]', '[2001::1]', '[fc00::1]'],
    ...['[fd12:3456::1]', '[fe80::1]', '[ff02::1]', '[100::1]', '[2001:db8::1]', '[5f00::1]', '127.0.0.1.'],
    ...['localhost', 'localhost.', 'LOCALHOST', 'desk.localhost']
  ])('may not be at %s', host => {
    expect(wrongWith(`https://${host}/hook`, publicOnly)).toContain('of the internet')
  })

  it.each([
    ['http://example.com/hook', 'https://'],
    ['ftp://example.com/', 'https://'],
    ['example.com', 'https://'],
    ['javascript:alert(1)', 'https://'],
    ['https://user:secret@example.com/', 'credentials'],
    ['https://user@example.com/', 'credentials'],
    ['https://@example.com/', 'credentials'],
    ['https://:@example.com/', 'credentials'],
    ['https:\\\\@example.com\\', 'credentials'],
    ['https://192.168.0.1../', 'dots'],
    ['https://example..com/', 'dots'],
    ['https://.example.com/', 'dots'],
    [`https://example.com/${'x'.repeat(1981)}`, '2000 characters'],
    ['', 'https://'],
    ['https://example.com:0/', 'port'],
    ['https://example.com/#part', '#'],
    ['https://example.com/#', '#'],
    ...[' https://example.com/', 'https://example.com/ ', 'https://example.com/a b'].map(url => [
      url,
      'blanks'
    ]),
    ...['https://example.com/\n', 'ht\ttps://example.com/', 'https://example.com/\0'].map(url => [
      url,
      'blanks'
    ])
  ])('may not be %s', (url, why) => {
    expect(wrongWith(url, publicOnly)).toContain(why)
  })

  it('may be on the internet, or in a range that is allowed, there by http too', () => {
    const right = [
      'https://example.com/hook',
      'https://8.8.8.8/',
      'https://example.com./hook',
      'https://example.com/@me?to=a@b',
      'https://[2606:4700::1111]:8443/x',
      `https://example.com/${'x'.repeat(1980)}`
    ]
    for (const url of right) expect(wrongWith(url, publicOnly)).toBeUndefined()
    const loopback = addresses(['127.0.0.0/8'])
    for (const url of [
      'http://127.0.0.1:9/',
      'https://127.1/',
      'http://localhost:8080/',
      'http://receiver.test/'
    ])
      expect(wrongWith(url, loopback)).toBeUndefined()
    for (const url of ['http://8.8.8.8/', 'https://10.0.0.1/', 'http://[::1]/'])
      expect(wrongWith(url, loopback)).toBeDefined()
  })
})

describe('The guarded client', () => {
  let server: Server
  let port: number
  const asked: string[] = []
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.headers.host} ${request.url}`)
      if (request.url === '/hangs') return
      if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' })
      if (request.url === '/endless') return void response.end('x'.repeat(200_000))
      request.pipe(response)
    }).listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const call = async (url: string, allowed: readonly string[], lookUp?: LookUp, timeoutMs = 5000) => {
    const client = createGuardedClient({ addresses: addresses(allowed), ...(lookUp && { lookUp }) })
    try {
      return await client.post({ url, headers: { 'content-type': 'text/plain' }, body: 'hello', timeoutMs })
    } finally {
      client.close()
    }
  }
  const answers =
    (...all: string[]): LookUp =>
    async () =>
      all.map(address => ({ address, family: 4 }))

  it('calls what is allowed under the name that was given, and answers what came', async () => {
    const called = await call(`http://receiver.test:${port}/echo`, ['127.0.0.0/8'], answers('127.0.0.1'))
    expect(called).toMatchObject({ kind: 'answer', status: 200, body: Buffer.from('hello') })
    expect(asked.at(-1)).toBe(`receiver.test:${port} /echo`)
  })

  it('sends nothing where a name has a private address, alone or beside a public one', async () => {
    const before = asked.length
    for (const found of [['127.0.0.1'], ['93.184.215.14', '127.0.0.1'], ['::ffff:127.0.0.1'], []])
      expect((await call(`https://receiver.test:${port}/`, [], answers(...found))).kind).toMatch(
        /not_allowed|failed/
      )
    expect(await call(`http://receiver.test:${port}/`, ['10.0.0.0/8'], answers('93.184.215.14'))).toEqual({
      kind: 'not_allowed',
      error: 'it is called by https only'
    })
    expect(asked).toHaveLength(before)
  })

  it('looks a name up once for a connection, and connects to what it checked: an answer that changes opens nothing', async () => {
    // Whoever looked again, to check or to connect, would find an address that is closed, and somebody there who answers.
    const inside = createServer((_, response) => response.end('inside')).listen(port, '127.0.0.2')
    await new Promise(resolve => inside.once('listening', resolve))
    const found = ['127.0.0.1', '127.0.0.2']
    let looks = 0
    const changing: LookUp = async () => [{ address: found[looks++] ?? '127.0.0.2', family: 4 }]
    const called = await call(`http://receiver.test:${port}/echo`, ['127.0.0.1/32'], changing)
    expect(called).toMatchObject({ kind: 'answer', status: 200, body: Buffer.from('hello') })
    expect(looks).toBe(1)
    // The next one that it opens is looked up and checked anew.
    expect((await call(`http://receiver.test:${port}/echo`, ['127.0.0.1/32'], changing)).kind).toBe(
      'not_allowed'
    )
    inside.close()
  })

  it('asks for its name in TLS, and takes no certificate of another, wherever the connection goes', async () => {
    const names: unknown[] = []
    const secure = createTlsServer({ key: receiverKey, cert: receiverCertificate }, (request, response) => {
      names.push((request.socket as TLSSocket).servername)
      request.pipe(response)
    }).listen(0, '127.0.0.1')
    await new Promise(resolve => secure.once('listening', resolve))
    const at = (name: string) =>
      call(
        `https://${name}:${(secure.address() as AddressInfo).port}/`,
        ['127.0.0.0/8'],
        answers('127.0.0.1')
      )
    // Nobody vouches for it.
    expect(await at('receiver.test')).toMatchObject({ kind: 'failed', error: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    const trusted = getCACertificates('default')
    setDefaultCACertificates([...trusted, receiverCertificate])
    try {
      expect(await at('receiver.test')).toMatchObject({ kind: 'answer', body: Buffer.from('hello') })
      expect(await at('other.test')).toMatchObject({ kind: 'failed', error: 'ERR_TLS_CERT_ALTNAME_INVALID' })
    } finally {
      setDefaultCACertificates(trusted)
      secure.close()
    }
    expect(names).toEqual(['receiver.test'])
  })

  it('follows no redirect, and reads no more than the beginning of an answer', async () => {
    const moved = await call(`http://127.0.0.1:${port}/moved`, ['127.0.0.0/8'])
    expect(moved).toMatchObject({ kind: 'answer', status: 302 })
    expect(asked.at(-1)).toContain('/moved')
    const endless = await call(`http://127.0.0.1:${port}/endless`, ['127.0.0.0/8'])
    expect(endless.kind === 'answer' && endless.body.length).toBe(64 * 1024)
  })

  it('sends once more, on another connection, where one that was kept open is closed', async () => {
    const got: string[] = []
    const closing = createServer((request, response) => {
      got.push(`${request.socket.remotePort}`)
      const before = got.filter(from => from === `${request.socket.remotePort}`).length
      if (before > 1 || request.url === '/resets') request.socket.resetAndDestroy()
      else response.end('taken')
    }).listen(0, '127.0.0.1')
    await new Promise(resolve => closing.once('listening', resolve))
    const client = createGuardedClient({ addresses: addresses(['127.0.0.0/8']) })
    const post = async (path: string) => {
      // What was free is so from the next turn on.
      await turn()
      const url = `http://127.0.0.1:${(closing.address() as AddressInfo).port}${path}`
      return client.post({ url, headers: {}, body: 'hello', timeoutMs: 5000 })
    }
    const taken = { kind: 'answer', status: 200, body: Buffer.from('taken') }
    expect(await post('/')).toMatchObject(taken)
    expect(await post('/')).toMatchObject(taken)
    expect(got).toEqual([got[0], got[0], expect.not.stringMatching(`^${got[0]}$`)])
    // One that always does so is called no more often: on the connection that was kept, and on one of its own.
    expect(await post('/resets')).toEqual({ kind: 'failed', error: 'ECONNRESET' })
    expect(await post('/resets')).toEqual({ kind: 'failed', error: 'ECONNRESET' })
    expect(got).toHaveLength(6)
    client.close()
    closing.closeAllConnections()
    closing.close()
  })

  it('waits no longer than it is told, and tells what failed', async () => {
    expect(await call(`http://127.0.0.1:${port}/hangs`, ['127.0.0.0/8'], undefined, 50)).toMatchObject({
      kind: 'timeout'
    })
    expect(await call('http://127.0.0.1:1/', ['127.0.0.0/8'])).toMatchObject({
      kind: 'failed',
      error: 'ECONNREFUSED'
    })
  })
})
