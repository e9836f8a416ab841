import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  let state: WitnessState
  const begin = (seed = own.seed, logs = [key]) => {
    state = new WitnessState(join(path, 'state'))
    witness = new Witness(logs, { ...own, seed }, state, systemClock)
  }
  const again = (...args: Parameters<typeof begin>) => {
    state.close()
    begin(...args)
  }
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'witness-'))
    begin()
  })
  afterEach(() => {
    state.close()
    rmSync(path, { recursive: true })
  })

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
    again()
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

  it('never goes back: neither to a smaller tree nor to none, also with what was signed before', async () => {
    for (const size of [0, 4, 8]) await ask(entries(size), size === 8 ? 4 : 0)
    for (const [size, old] of [
      [4, 4],
      [4, 0],
      [8, 0],
      [0, 0],
      [3, 3]
    ] as const)
      expect(await ask(entries(size), old)).toEqual({ status: 409, body: '8\n', type: 'text/x.tlog.size' })
    expect((await ask(entries(8), 8)).status).toBe(200)
    expect((await ask(entries(8), 8, [Buffer.alloc(32)])).status).toBe(422)
  })

  it('answers 409 to an empty tree with another root', async () => {
    const text = checkpointText({ origin, size: 0, root: Buffer.alloc(32) })
    const body = `old 0\n\n${text}\n${signCheckpoint(text, origin, pair, 1)}`
    expect(await witness.addCheckpoint(body)).toMatchObject({ status: 409, body: '0\n' })
  })

  it('takes the next key of a log beside the one before, and refuses a note of which one line does not hold', async () => {
    const next = newSigningPair()
    again(own.seed, [key, verifierKeysOf(origin, next)[0]])
    expect((await ask(entries(3), 0)).status).toBe(200)
    expect((await ask(entries(5), 3, undefined, next)).status).toBe(200)
    const { text, note } = checkpointOf(entries(7))
    const wrong = signCheckpoint(text.replace('7', '6'), origin, next, 1).split('\n')[0]
    const proof = (await consistencyProof(nodesOver(entries(7)), 5, 7)).map(hash => hash.toString('base64'))
    const body = ['old 5', ...proof, '', note].join('\n')
    expect((await witness.addCheckpoint(`${body}${wrong}\n`)).status).toBe(403)
    expect((await witness.addCheckpoint(body)).status).toBe(200)
  })

  it('refuses a state that is torn or another thing, and a key file that is or that others may read; makes a missing key', async () => {
    expect((await ask(entries(5), 0)).status).toBe(200)
    const held = readFileSync(join(path, 'state'), 'utf8')
    // As a kill before the renaming leaves it.
    writeFileSync(join(path, 'state.new'), held.slice(0, 20))
    again()
    expect((await ask(entries(4), 0)).body).toBe('5\n')
    state.close()
    for (const torn of ['', '[]', held.slice(0, 20), held.replace('5', '-5'), held.replace('5', '0.5')]) {
      writeFileSync(join(path, 'state'), torn)
      expect(() => new WitnessState(join(path, 'state'))).toThrow(/state (can't be read|holds|is no state)/)
    }
    const made = witnessKeyIn(join(path, 'key'))
    expect(witnessKeyIn(join(path, 'key'))).toEqual(made)
    expect(() => witnessKeyIn(join(path, 'state'))).toThrow()
    if (process.platform === 'win32') return
    chmodSync(join(path, 'key'), 0o604)
    expect(() => witnessKeyIn(join(path, 'key'))).toThrow('can be read by others (mode 604)')
  })

  it('has its state for itself, until it ends', () => {
    expect(() => new WitnessState(join(path, 'state'))).toThrow('another witness may have it')
    again()
  })

  it('signs nothing that it could not write down', async () => {
    state.close()
    const lost = new WitnessState(join(path, 'gone'))
    witness = new Witness([key], own, lost, systemClock)
    mkdirSync(join(path, 'gone.new'))
    await expect(ask(entries(3), 0)).rejects.toThrow()
    rmSync(join(path, 'gone.new'), { recursive: true })
    expect((await ask(entries(4, 7), 0)).status).toBe(200)
    lost.close()
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

    it.each([
      ['409 without a size', 409, 'what?\n', 'the size that a witness knows'],
      ['409 with a size below nothing', 409, '-1\n', 'the size that a witness knows'],
      ['404', 404, 'not watched here\n', 'answered 404'],
      ['403', 403, 'no signature\n', 'answered 403'],
      ['200 with nothing', 200, '', 'without a cosignature'],
      ['200 with the line of the log', 200, checkpointOf(entries(3)).note.split('\n\n')[1] ?? '', 'without'],
      ['200 with what is no line', 200, '<html>\n', 'no signature']
    ])('that answers %s is asked again later, and stops nothing', async (_what, status, body, why) => {
      const anchor = witnessAnchor(
        { url: 'http://witness.example/', key: vkeyOf(witnessKey(own.name, own.seed)) },
        own.name,
        async () => [],
        async () => ({ status, body: Buffer.from(body) })
      )
      await expect(anchor.offer(checkpointOf(entries(3)))).rejects.toThrow(why)
    })

    it('that signs with another key has signed nothing', async () => {
      again(Buffer.alloc(32, 5))
      await expect(anchorOver(() => entries(3)).offer(checkpointOf(entries(3)))).rejects.toThrow(
        'cosignature'
      )
    })
  })
})
