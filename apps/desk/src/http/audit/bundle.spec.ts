import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { unzipSync, zipSync } from 'fflate'
import {
  exitCodeOf,
  newSigningPair,
  parseVkey,
  signCheckpoint,
  verifierKeysOf,
  verifyBundle,
  vkeyOf
} from '#audit'
import type { EventId, Sealed, TicketId } from '#kernel'
import { customerIdText, ticketIdText } from '#kernel'
import { openWithSecret } from '#privacy'
import { startTestApi, type TestApi, testKey } from '../testing.js'
import { testPair } from '../testing-audit.js'

const second = fileURLToPath(new URL('../../../../../tools/verify_bundle.py', import.meta.url))
type Files = Record<string, Uint8Array>

const textOf = (files: Files, name: string): string => Buffer.from(files[name] ?? []).toString()
const replaced = (files: Files, name: string, change: (text: string) => string): Files => ({
  ...files,
  [name]: Buffer.from(change(textOf(files, name)))
})
/** With another note, everywhere. */
const renoted = (files: Files, change: (note: string) => string): Files => {
  const note = textOf(files, 'checkpoint.txt')
  const other = change(note)
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) =>
      name === 'checkpoint.txt' || name.startsWith('proofs/')
        ? [
            name,
            Buffer.from(
              Buffer.from(bytes)
                .toString()
                .replace(note, () => other)
            )
          ]
        : [name, bytes]
    )
  )
}
const without = (files: Files, ...names: string[]): Files =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)))

/** The second verifier, in a process of its own. */
const runs = (...args: readonly string[]) =>
  new Promise<{ python: number; says: string; stderr: string }>(resolve => {
    const child = execFile('python3', args, (_error, says, stderr) =>
      resolve({ python: child.exitCode ?? -1, says, stderr })
    )
  })

describe('an audit bundle', () => {
  let api: TestApi
  let ticket: TicketId
  let other: Files
  let plain: Files
  let personal: Files
  let vkey: string
  let directory: string

  const bundleOf = async (id: TicketId, query = ''): Promise<Files> => {
    const path = `${api.url}/api/v1/tickets/${ticketIdText(id)}/audit-bundle${query}`
    const response = await fetch(path, { headers: { Authorization: `Bearer ${testKey}` } })
    expect(response.status).toBe(200)
    return unzipSync(new Uint8Array(await response.arrayBuffer()))
  }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'bundle-'))
    api = await startTestApi()
    ticket = await api.customerWrites(1, 'Where is my parcel?', { name: 'Anna Ångström' })
    await api.customerWrites(1, 'It is late')
    const neighbour = await api.customerWrites(2, 'Something else')
    const bob = await api.agent(7, 'Bob')
    await api.act(ticket, {
      type: 'ClaimTicket',
      agentId: bob,
      via: { kind: 'api' }
    } as never)
    const template = { shortcode: 'late', name: 'Late', texts: { en: 'Soon' } }
    await api.send('PUT', '/api/v1/templates/late', { body: template })
    await api.settled()
    const path = `/api/v1/tickets/${ticketIdText(ticket)}/replies`
    expect((await api.post(path, { template_id: 'late' })).status).toBe(202)
    await api.settled()
    other = await bundleOf(neighbour)
    plain = await bundleOf(ticket)
    personal = await bundleOf(ticket, '?personal=true')
    vkey = textOf(plain, 'keys.txt').split('\n')[0] ?? ''
  })
  afterAll(async () => {
    await api.stop()
    rmSync(directory, { recursive: true })
  })

  /** Both verifiers: they must agree. */
  const verified = async (files: Files, key = vkey): Promise<number> => {
    const path = join(directory, 'bundle.zip')
    writeFileSync(path, zipSync(files, { level: 0 }))
    const found = verifyBundle(new Map(Object.entries(files)), [parseVkey(key)])
    const own = exitCodeOf(found.findings)
    const python = await runs(second, path, key)
    expect({ ...python, own: found.findings }).toMatchObject({
      python: own,
      stderr: ''
    })
    return own
  }

  it('is sound for both verifiers, with and without texts', async () => {
    expect(await verified(plain)).toBe(0)
    expect(await verified(personal)).toBe(0)
    expect(await verified(other)).toBe(0)
  })

  it('says as of which entry and time the ticket is whole', () => {
    const { covered, at, size } = verifyBundle(new Map(Object.entries(plain)), [parseVkey(vkey)])
    expect([covered, typeof at]).toEqual([(size ?? 0) - 1, 'number'])
  })

  it('holds what the contract names, and no text and no name unless asked', () => {
    const lines = textOf(plain, 'records.ndjson').trimEnd().split('\n')
    const names = [
      'README.md',
      'bundle.json',
      'checkpoint.txt',
      'heads.ndjson',
      'history.html',
      'keys.txt',
      'records.ndjson'
    ]
    expect(
      Object.keys(plain)
        .filter(name => !name.startsWith('proofs/'))
        .sort()
    ).toEqual(names)
    expect(Object.keys(plain).filter(name => name.startsWith('proofs/'))).toHaveLength(lines.length)
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'HeadsCommitted', stream: 'audit-heads' })
    for (const [name, bytes] of Object.entries(plain)) {
      // Signatures and hashes may spell anything.
      const text = Buffer.from(bytes)
        .toString()
        .replace(/[A-Za-z0-9+/]{40,}={0,2}/g, '')
      for (const word of ['Anna', 'parcel', 'Bob']) expect([name, text.includes(word)]).toEqual([name, false])
    }
    expect(textOf(personal, 'history.html')).toContain('Where is my parcel?')
    expect(textOf(personal, 'history.html')).toContain('Assigned to Bob')
    expect(textOf(personal, 'history.html')).not.toContain('<script')
    expect(JSON.parse(textOf(plain, 'bundle.json'))).toMatchObject({
      v: 1,
      ticket: { id: ticketIdText(ticket) },
      exported_by: 'key:key_admin',
      personal: false,
      streams: [{ stream: `ticket-${ticket}` }]
    })
  })

  it('opens each text with its own secret, and it is on record who got them', async () => {
    const records = textOf(personal, 'records.ndjson')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    const texts: unknown[] = []
    for (const line of textOf(personal, 'personal.ndjson').trimEnd().split('\n')) {
      const { event_id, sealed, secret } = JSON.parse(line)
      const { stream, type } = records.find(({ id }) => id === event_id)
      const at = { stream, type, eventId: event_id as EventId }
      texts.push((await openWithSecret(Buffer.from(secret, 'hex'), at, sealed as Sealed))['text'])
    }
    expect(texts).toEqual(expect.arrayContaining(['Where is my parcel?', 'It is late']))
    const { customer } = (await api.get(`/api/v1/tickets/${ticketIdText(ticket)}`)).body
    const held = await api.get(`/api/v1/customers/${customer.id}/export`)
    expect(held.status).toBe(200)
    const subject = await api.deps.vault.findSubject(1)
    expect(customer.id).toBe(subject && customerIdText(subject))
    const streams = []
    for await (const { data } of api.deps.audit.log.readStream(`access-${subject}`))
      streams.push(data['what'])
    expect(streams).toEqual(['audit_bundle', 'export'])
  })

  const recordOf = (files: Files, n: number) => textOf(files, 'records.ndjson').split('\n')[n] ?? ''
  const tampered: [string, number, () => Files][] = [
    [
      'a byte of data',
      1,
      () => replaced(plain, 'records.ndjson', text => text.replace('"telegram"', '"telegraf"'))
    ],
    [
      'a byte of meta',
      1,
      () =>
        replaced(plain, 'records.ndjson', text => text.replace('"actor":"customer"', '"actor":"customes"'))
    ],
    [
      'a time',
      1,
      () => replaced(plain, 'records.ndjson', text => text.replace(/"recorded_at":1/, '"recorded_at":2'))
    ],
    [
      'two records exchanged',
      1,
      () =>
        replaced(plain, 'records.ndjson', text => {
          const [a = '', b = '', ...rest] = text.split('\n')
          return [b, a, ...rest].join('\n')
        })
    ],
    [
      'the last record cut',
      3,
      () => replaced(plain, 'records.ndjson', text => text.slice(0, text.trimEnd().lastIndexOf('\n') + 1))
    ],
    ['a cut in a line', 3, () => replaced(plain, 'records.ndjson', text => text.slice(0, -20))],
    [
      'a record in the middle gone',
      1,
      () => replaced(plain, 'records.ndjson', text => text.replace(`${recordOf(plain, 1)}\n`, ''))
    ],
    [
      'a record of another ticket put in',
      1,
      () =>
        replaced(plain, 'records.ndjson', text => recordOf(other, 0) + text.slice(recordOf(plain, 0).length))
    ],
    ['a proof gone', 3, () => without(plain, 'proofs/2.tlog-proof')],
    [
      'a proof of another ticket',
      1,
      () => ({ ...plain, 'proofs/1.tlog-proof': other['proofs/1.tlog-proof'] ?? Buffer.from('') })
    ],
    [
      'a proof of another line',
      1,
      () => ({ ...plain, 'proofs/1.tlog-proof': plain['proofs/2.tlog-proof'] ?? Buffer.from('') })
    ],
    ['an empty checkpoint', 1, () => replaced(plain, 'checkpoint.txt', () => '')],
    ['facts that say nothing', 1, () => replaced(plain, 'bundle.json', () => '{}')],
    ['an empty line', 1, () => replaced(plain, 'records.ndjson', text => text.replace('\n', '\n\n'))],
    ['heads that are no JSON', 1, () => replaced(plain, 'heads.ndjson', () => '{\n')],
    [
      'a leaf in capitals',
      1,
      () =>
        replaced(plain, 'heads.ndjson', text =>
          text.replace(/"leaf":"(.*?)"/, (_, leaf) => `"leaf":"${leaf.toUpperCase()}"`)
        )
    ],
    [
      'a secret taken out',
      3,
      () => replaced(personal, 'personal.ndjson', text => text.replace(/,"secret":"[0-9a-f]+"/, ''))
    ],
    [
      'a text in place of its secret',
      1,
      () =>
        replaced(personal, 'personal.ndjson', text =>
          text.replace(/"secret":"[0-9a-f]+"/, '"text":"{}","unproven":true')
        )
    ],
    [
      'texts that are not UTF-8',
      1,
      () => ({
        ...personal,
        'personal.ndjson': Buffer.concat([
          Buffer.from(personal['personal.ndjson'] ?? []),
          Buffer.of(0xff, 10)
        ])
      })
    ],
    [
      'the heads of another ticket',
      1,
      () => ({ ...plain, 'heads.ndjson': other['heads.ndjson'] ?? Buffer.from('') })
    ],
    [
      'a revision of the head',
      1,
      () => replaced(plain, 'heads.ndjson', text => text.replace(/"revision":\d/, '"revision":0'))
    ],
    [
      'a larger size',
      1,
      () => replaced(plain, 'checkpoint.txt', text => text.replace(/\n(\d+)\n/, '\n9999\n'))
    ],
    ['CRLF', 1, () => replaced(plain, 'checkpoint.txt', text => text.replaceAll('\n', '\r\n'))],
    [
      'the code of the ticket',
      1,
      () => replaced(plain, 'bundle.json', text => text.replace(/"code": "./, '"code": "#'))
    ],
    [
      'a sealed text',
      1,
      () => replaced(personal, 'personal.ndjson', text => text.replace(/"sealed":"(.)./, '"sealed":"$1-'))
    ],
    [
      'a secret',
      1,
      () => replaced(personal, 'personal.ndjson', text => text.replace(/"secret":"../, '"secret":"ee'))
    ],
    [
      'a text gone',
      3,
      () => replaced(personal, 'personal.ndjson', text => text.slice(text.indexOf('\n') + 1))
    ],
    ['all texts gone', 3, () => without(personal, 'personal.ndjson')],
    [
      'CRLF in the records',
      1,
      () => replaced(plain, 'records.ndjson', text => text.replaceAll('\n', '\r\n'))
    ],
    [
      'our line twice, of which one does not hold',
      1,
      () =>
        renoted(plain, note => {
          const other = `topicdesk/log-1\n1\n${Buffer.alloc(32).toString('base64')}\n`
          return `${note}${signCheckpoint(other, 'topicdesk/log-1', testPair, 1).split('\n')[0]}\n`
        })
    ],
    [
      'a checkpoint of another origin, signed by our key',
      1,
      () => {
        const files = renoted(plain, note => {
          const text = note.slice(0, note.indexOf('\n\n') + 1).replace('log-1', 'log-2')
          return `${text}\n${signCheckpoint(text, 'topicdesk/log-1', testPair, 1)}`
        })
        return replaced(files, 'bundle.json', text => text.replace('topicdesk/log-1', 'topicdesk/log-2'))
      }
    ],
    [
      '17 signatures',
      1,
      () =>
        replaced(
          plain,
          'checkpoint.txt',
          text => text + `${text.split('\n\n')[1]?.split('\n')[0]}\n`.repeat(15)
        )
    ],
    [
      'the last records cut with their proofs, all that follows moved up',
      3,
      () => {
        const lines = textOf(plain, 'records.ndjson').trimEnd().split('\n')
        const settings = lines.findIndex(line => !line.includes(`"stream":"ticket-${ticket}"`))
        const gone = settings - 1
        const kept = lines.filter((_, n) => n !== gone)
        const files = without(plain, ...lines.map((_, n) => `proofs/${n + 1}.tlog-proof`))
        for (const [n, line] of kept.entries())
          files[`proofs/${n + 1}.tlog-proof`] =
            plain[`proofs/${lines.indexOf(line) + 1}.tlog-proof`] ?? Buffer.from('')
        files['records.ndjson'] = Buffer.from(`${kept.join('\n')}\n`)
        return replaced(files, 'bundle.json', text =>
          text.replace(/"last_revision": \d+/, `"last_revision": ${gone - 1}`)
        )
      }
    ]
  ]

  it.each(tampered)('with %s: exit code %d of both', async (_what, code, files) => {
    expect(await verified(files())).toBe(code)
  })

  it('lacking any one of its files: exit code 3 of both', async () => {
    const names = Object.keys(personal).filter(name => !/^proofs.[3-9]/.test(name))
    for (const name of [...names, Object.keys(personal).findLast(name => name.startsWith('proofs/')) ?? ''])
      expect([name, await verified(without(personal, name))]).toEqual([name, 3])
  })

  it('lacking a version of a setting that the ticket names: exit code 3 of both', async () => {
    const lines = textOf(plain, 'records.ndjson').trimEnd().split('\n')
    const isSetting = (line: string) => JSON.parse(line).stream === 'setting-template-late'
    expect(lines.filter(isSetting)).toHaveLength(1)
    const gone = lines.findIndex(isSetting)
    const proofs = lines.map((_, n) => plain[`proofs/${n + 1}.tlog-proof`] ?? Buffer.from(''))
    const files = without(plain, ...lines.map((_, n) => `proofs/${n + 1}.tlog-proof`))
    files['records.ndjson'] = Buffer.from(`${lines.filter(line => !isSetting(line)).join('\n')}\n`)
    for (const [n, proof] of proofs.toSpliced(gone, 1).entries()) files[`proofs/${n + 1}.tlog-proof`] = proof
    expect(await verified(files)).toBe(3)
    const { findings } = verifyBundle(new Map(Object.entries(files)), [parseVkey(vkey)])
    expect(findings).toEqual([expect.objectContaining({ stream: 'setting-template-late', revision: 0 })])
  })

  it('names stream, revision and event of what differs', () => {
    const files = replaced(plain, 'records.ndjson', text => text.replace('"telegram"', '"telegraf"'))
    const { findings } = verifyBundle(new Map(Object.entries(files)), [parseVkey(vkey)])
    expect(findings[0]).toEqual({
      kind: 'differs',
      what: 'is not what was sealed',
      stream: `ticket-${ticket}`,
      revision: 0,
      event: JSON.parse(recordOf(plain, 0)).id
    })
  })

  it('signed by another key is not trusted, also where more is wrong', async () => {
    const stranger = newSigningPair()
    const [key] = verifierKeysOf('topicdesk/log-1', stranger)
    expect(await verified(plain, vkeyOf(key))).toBe(4)
    expect(await verified(without(plain, 'proofs/1.tlog-proof'), vkeyOf(key))).toBe(4)
    const text = textOf(plain, 'checkpoint.txt').split('\n\n')[0] ?? ''
    const resigned = replaced(
      plain,
      'checkpoint.txt',
      () => `${text}\n\n${signCheckpoint(`${text}\n`, 'topicdesk/log-1', stranger, 1)}`
    )
    expect(await verified(resigned)).toBe(4)
  })

  it('is compared with a checkpoint from elsewhere', async () => {
    const files = new Map(Object.entries(plain))
    const exit = (note: string) => exitCodeOf(verifyBundle(files, [parseVkey(vkey)], note).findings)
    expect(exit(textOf(plain, 'checkpoint.txt'))).toBe(0)
    const compared = (note?: string) => verifyBundle(files, [parseVkey(vkey)], note).compared
    expect([compared(), compared(textOf(plain, 'checkpoint.txt'))]).toEqual([null, true])
    // One that is older is no ground for calling it anything.
    const text = `topicdesk/log-1\n1\n${Buffer.alloc(32).toString('base64')}\n`
    const older = `${text}\n${signCheckpoint(text, 'topicdesk/log-1', testPair, 1)}`
    expect([exit(older), compared(older)]).toEqual([0, false])
    await api.customerWrites(1, 'Hello?')
    await api.post('/api/v1/audit/checkpoints', {})
    expect(exit((await api.get('/api/v1/audit/checkpoint')).body)).toBe(3)
    expect(exit('nonsense')).toBe(1)
  })

  it('says of a forgotten person when and why, and its proofs go on to hold', async () => {
    const { customer } = (await api.get(`/api/v1/tickets/${ticketIdText(ticket)}`)).body
    await api.post(`/api/v1/customers/${customer.id}/forgettings`, { code: 'request' })
    const files = await bundleOf(ticket, '?personal=true')
    expect(await verified(files)).toBe(0)
    for (const line of textOf(files, 'personal.ndjson').trimEnd().split('\n'))
      expect(JSON.parse(line)).toMatchObject({ forgotten: { code: 'request', at: expect.any(String) } })
    expect(textOf(files, 'history.html')).not.toContain('parcel')
    const { forgotten, unproven } = verifyBundle(new Map(Object.entries(files)), [parseVkey(vkey)])
    expect([forgotten, unproven]).toEqual([textOf(files, 'personal.ndjson').trimEnd().split('\n').length, 0])
    const { says } = await runs(second, join(directory, 'bundle.zip'), vkey)
    expect(says).toContain(`; ${forgotten} texts are said to be forgotten`)
    expect(await verified(personal)).toBe(0)
  })
})
