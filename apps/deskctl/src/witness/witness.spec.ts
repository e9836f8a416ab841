import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  checkpointText,
  consistencyProof,
  leafHash,
  type Nodes,
  newSigningPair,
  nodeHash,
  parseNote,
  RunningTree,
  signCheckpoint,
  signersOf,
  verifierKeysOf,
  vkeyOf,
  witnessKey
} from '#audit'
import { systemClock } from '#kernel'
import { witnessAnchor } from '#processes'
import { Witness } from './witness.js'
import { WitnessState, witnessKeyIn } from './witness-state.js'

const origin = 'topicdesk/log-1'
const pair = newSigningPair()
const [key] = verifierKeysOf(origin, pair)
const own = { name: 'witness.example/w1', seed: Buffer.alloc(32, 4) }
const entries = (n: number, kind = 0) => Array.from({ length: n }, (_, i) => Buffer.alloc(32, i + kind))

function checkpointOf(leaves: readonly Buffer[], signs = pair) {
  const tree = new RunningTree()
  for (const leaf of leaves) tree.add(leaf)
  const text = checkpointText({ origin, size: leaves.length, root: tree.root() })
  const note = `${text}\n${signCheckpoint(text, origin, signs, 1)}`
  const root = tree.root()
  return { origin, size: leaves.length, root, note, text, shortLines: [], revision: 0, sealedAt: 0 }
}

const nodesOver = (leaves: readonly Buffer[]): Nodes => {
  const node = (level: number, index: number): Buffer =>
    level === 0
      ? leafHash(leaves[index] ?? Buffer.alloc(0))
      : nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))
  return async (level, index) => node(level, index)
}

describe('our witness', () => {
  let path: string
  let witness: Witness
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'witness-'))
    witness = new Witness(key, own, new WitnessState(join(path, 'state')), systemClock)
  })
  afterEach(() => rmSync(path, { recursive: true }))

  const ask = async (leaves: readonly Buffer[], old: number, proof?: readonly Buffer[], signs = pair) => {
    const hashes =
      proof ??
      (old > 0 && old < leaves.length ? await consistencyProof(nodesOver(leaves), old, leaves.length) : [])
    const lines = [
      `old ${old}`,
      ...hashes.map(hash => hash.toString('base64')),
      '',
      checkpointOf(leaves, signs).note
    ]
    return witness.addCheckpoint(lines.join('\n'))
  }

  it('signs what goes on from what it has signed, and has it on disk before', async () => {
    for (const [size, old] of [
      [3, 0],
      [3, 3],
      [8, 3]
    ] as const) {
      const { status, body } = await ask(entries(size), old)
      expect(status).toBe(200)
      const note = parseNote(checkpointOf(entries(size)).note + body)
      expect(signersOf(note, [witnessKey(own.name, own.seed)]).kind).toBe('signed')
      expect(JSON.parse(readFileSync(join(path, 'state'), 'utf8'))[origin].size).toBe(size)
    }
    witness = new Witness(key, own, new WitnessState(join(path, 'state')), systemClock)
    expect(await ask(entries(9), 3)).toEqual({ status: 409, body: '8\n', type: 'text/x.tlog.size' })
    expect((await ask(entries(9), 8)).status).toBe(200)
  })

  it('signs nothing else, each time with the status that the specification gives', async () => {
    expect((await ask(entries(5), 0)).status).toBe(200)
    expect((await ask(entries(5, 9), 5)).status).toBe(409)
    expect((await ask(entries(8, 9), 5)).status).toBe(422)
    expect((await ask(entries(8), 5, [])).status).toBe(422)
    expect((await ask(entries(4), 5)).status).toBe(400)
    expect((await ask(entries(8), 5, undefined, newSigningPair())).status).toBe(403)
    const other = checkpointOf(entries(8)).note.replaceAll('log-1', 'log-2')
    expect((await witness.addCheckpoint(`old 5\n\n${other}`)).status).toBe(404)
    for (const bad of ['', 'old x\n\n', 'old 5\nAAAA\n\nx', `old 05\n\n${checkpointOf(entries(8)).note}`])
      expect((await witness.addCheckpoint(bad)).status).toBe(400)
    expect((await ask(entries(8), 5)).status).toBe(200)
  })

  it('of two that ask at once with trees that part, signs one', async () => {
    await ask(entries(2), 0)
    const left = entries(5)
    const right = [...entries(2), ...entries(4, 50)]
    const both = await Promise.all([ask(left, 2), ask(right, 2)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it('refuses a state or a key file that holds something else, and makes a missing key', () => {
    writeFileSync(join(path, 'state'), '[]')
    expect(() => new WitnessState(join(path, 'state'))).toThrow('holds something else')
    const made = witnessKeyIn(join(path, 'key'))
    expect(witnessKeyIn(join(path, 'key'))).toEqual(made)
    expect(() => witnessKeyIn(join(path, 'state'))).toThrow()
  })

  describe('as the desk asks it', () => {
    const anchorOver = (leaves: () => readonly Buffer[]) =>
      witnessAnchor(
        { url: 'http://witness.example', key: vkeyOf(witnessKey(own.name, own.seed)) },
        own.name,
        (from, to) => consistencyProof(nodesOver(leaves()), from, to),
        async (url, { body }) => {
          expect(url).toBe('http://witness.example/add-checkpoint')
          const { status, body: answer } = await witness.addCheckpoint(body.toString())
          return { status, body: Buffer.from(answer) }
        }
      )

    it('is asked from what it knows, also by a desk that begins anew', async () => {
      let leaves = entries(3)
      const anchor = anchorOver(() => leaves)
      expect((await anchor.offer(checkpointOf(leaves))).kind).toBe('done')
      leaves = entries(7)
      expect((await anchor.offer(checkpointOf(leaves))).kind).toBe('done')
      leaves = entries(11)
      const answered = await anchorOver(() => leaves).offer(checkpointOf(leaves))
      expect(answered.kind === 'done' && answered.answer?.toString()).toMatch(/^— witness.example\/w1 /)
    })

    it.each([
      ['knows a larger tree', entries(9), entries(5), /knows 9 entries, this log has sealed 5/],
      ['knows another tree of this size', entries(5, 9), entries(5), /has another tree of 5 entries/],
      ['knows a tree from which this one does not go on', entries(4, 9), entries(5), /does not go on/]
    ])('that %s stops the sealing', async (_what, its, ours, why) => {
      expect((await ask(its, 0)).status).toBe(200)
      const answered = await anchorOver(() => ours).offer(checkpointOf(ours))
      expect(answered).toEqual({ kind: 'differs', why: expect.stringMatching(why) })
    })

    it('that signs with another key has signed nothing', async () => {
      witness = new Witness(
        key,
        { ...own, seed: Buffer.alloc(32, 5) },
        new WitnessState(join(path, 'other')),
        systemClock
      )
      await expect(anchorOver(() => entries(3)).offer(checkpointOf(entries(3)))).rejects.toThrow(
        'cosignature'
      )
    })
  })
})
