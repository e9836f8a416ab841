import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from '@jest/globals'
import { unzipSync, zipSync } from 'fflate'
import {
  checkpointText,
  cosign,
  entryOf,
  headLeaf,
  leafHash,
  newSigningPair,
  nodeHash,
  signCheckpoint,
  tlogProofText,
  verifierKeysOf,
  vkeyOf,
  witnessKey
} from '#audit'
import { canonicalJson, type Json } from '#kernel'
import { run } from '../testing.js'

const second = fileURLToPath(new URL('../../../../tools/verify_bundle.py', import.meta.url))
const origin = 'topicdesk/log-1'
const pair = newSigningPair()
const [key] = verifierKeysOf(origin, pair)

/**
 * The smallest bundle there is, of a ticket with one event, signed by the right key; the commitment says so many entries.
 * `others`: files as they are instead.
 */
function bundleOf(size: Json | undefined, others: { readonly [name: string]: string } = {}): Uint8Array {
  const stream = 'ticket-0b7d1ba4-6d40-5a57-9f0e-1d2f3a4b5c6d'
  const record = (stream: string, type: string, data: Json) =>
    canonicalJson({
      ...{ v: 1, salt: '0'.repeat(32), stream, revision: 0, id: `of ${stream}`, type },
      ...{ recorded_at: 1_767_600_000_000, data, personal: null, meta: {} }
    })
  const opened = record(stream, 'TicketOpened', { code: '7K3Q-X9M2' })
  const leaf = leafHash(entryOf(opened))
  const root = headLeaf({ stream, revision: 0, leaf }).hash.toString('hex')
  const commit = record('audit-heads', 'HeadsCommitted', { root, ...(size === undefined ? {} : { size }) })
  const leaves = [leaf, leafHash(entryOf(commit))] as const
  const text = checkpointText({ origin, size: 2, root: nodeHash(...leaves) })
  const checkpoint = `${text}\n${signCheckpoint(text, origin, pair, 1)}`
  const facts = {
    ...{ v: 1, ticket: { id: stream.replace('ticket-', 'tkt_'), code: '7K3Q-X9M2' }, origin, size: 2 },
    ...{ streams: [{ stream, last_revision: 0 }], personal: false }
  }
  const files = {
    ...{ 'README.md': '-', 'keys.txt': '-', 'history.html': '-' },
    'bundle.json': JSON.stringify(facts),
    'checkpoint.txt': checkpoint,
    'records.ndjson': `${opened}\n${commit}\n`,
    'proofs/1.tlog-proof': tlogProofText({ index: 0, path: [leaves[1]], checkpoint }),
    'proofs/2.tlog-proof': tlogProofText({ index: 1, path: [leaves[0]], checkpoint }),
    'heads.ndjson': `${JSON.stringify({ stream, revision: 0, leaf: leaf.toString('hex'), siblings: [] })}\n`,
    ...others
  }
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])))
}

describe('a bundle made by hand', () => {
  const directory = mkdtempSync(join(tmpdir(), 'made-'))
  afterAll(() => rmSync(directory, { recursive: true }))

  async function verified(size: Json | undefined, others?: { readonly [name: string]: string }) {
    const path = join(directory, 'bundle.zip')
    writeFileSync(path, bundleOf(size, others))
    const { code, out } = await run(['verify', '--bundle', path, '--key', vkeyOf(key)])
    const python = spawnSync('python3', [second, path, vkeyOf(key)], { encoding: 'utf8' })
    expect([python.status, python.stderr]).toEqual([code, ''])
    return { code, out, says: python.stdout }
  }

  it('is sound for both verifiers, which say as of when, and how much before the commitment is not covered', async () => {
    const { code, out, says } = await verified(1)
    expect(code).toBe(0)
    const words = 'sound: ticket 7K3Q-X9M2, 2 records; whole as of entry 1, 2026-01-05T08:00:00'
    expect(out).toBe(`${words}.000Z; 0 before the commitment not covered\n`)
    expect(says).toBe(`${words}Z; 0 before the commitment not covered\n`)
  })

  it.each([[0], [2], [-1], [1.5], ['1'], [null], [undefined]])(
    'differs for both where its commitment covers %j entries, also under the right signature',
    async size => {
      expect((await verified(size)).code).toBe(1)
    }
  )

  it('says in one line that the key of a witness has signed nothing of it, until a note with its line is given', async () => {
    const seed = Buffer.alloc(32, 5)
    const path = join(directory, 'witnessed.zip')
    const archive = bundleOf(1)
    writeFileSync(path, archive)
    const keys = [key, witnessKey('witness.example', seed)].flatMap(one => ['--key', vkeyOf(one)])
    const verify = (...more: string[]) => run(['verify', '--bundle', path, ...keys, ...more])
    const { code, out } = await verify()
    expect([code, out.split('\n').slice(1)]).toEqual([
      0,
      [expect.stringMatching(/^the key witness\.example\+[0-9a-f]{8} has signed nothing of it/), '']
    ])
    expect(JSON.parse((await verify('--json')).out).keys_without_signature).toHaveLength(1)
    const checkpoint = Buffer.from(unzipSync(archive)['checkpoint.txt'] ?? []).toString()
    const [text = ''] = checkpoint.split('\n\n')
    const note = join(directory, 'note')
    for (const [line, silent] of [
      [cosign(`${text}\n`, 'witness.example', seed, 2), 0],
      [cosign(`${text}\n`, 'another.example', seed, 2), 1]
    ] as const) {
      writeFileSync(note, checkpoint + line)
      const told = await verify('--checkpoint', note)
      expect([told.code, told.out.split('\n').length - 2]).toEqual([0, silent])
    }
    writeFileSync(note, checkpoint + cosign(`${text}!\n`.replace('!', '\nother'), 'witness.example', seed, 2))
    expect((await verify('--checkpoint', note)).code).toBe(1)
  })

  const deep = `{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`
  it.each([
    ['a million empty records', 'records.ndjson', '\n'.repeat(1_000_000)],
    ['a million records that are none', 'records.ndjson', '{}\n'.repeat(1_000_000)],
    ['a record of a hundred thousand levels', 'records.ndjson', deep],
    ['facts of a hundred thousand levels', 'bundle.json', deep],
    ['a million texts', 'personal.ndjson', '{}\n'.repeat(1_000_000)],
    ['a million heads', 'heads.ndjson', '{}\n'.repeat(1_000_000)],
    ['a million lines in a proof', 'proofs/1.tlog-proof', 'AAAA\n'.repeat(1_000_000)],
    ['a million signatures', 'checkpoint.txt', `a\n\n${'— a AAAAAAAA\n'.repeat(1_000_000)}`]
  ])('with %s is answered in some lines by both, as one that differs', async (_what, name, text) => {
    const { code, out, says } = await verified(1, { [name]: text })
    expect(code).toBe(1)
    for (const lines of [out, says]) expect(lines.split('\n').length).toBeLessThan(20)
  })
})
