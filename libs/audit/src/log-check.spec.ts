import { describe, expect, test } from '@jest/globals'
import {
  checkpointText,
  headLeaf,
  LogCheck,
  leafHash,
  newSigningPair,
  RunningTree,
  signCheckpoint,
  subtreeOf,
  verifierKeysOf
} from './index.js'

const origin = 'topicdesk/log-1'
const pair = newSigningPair()
const keys = verifierKeysOf(origin, pair)
const entry = (n: number) => Buffer.alloc(32, n)

/** Three events of a ticket, a commitment that says so many, and a checkpoint over it that our keys have signed. */
function findingsOf(size: unknown, heads = 3) {
  const check = new LogCheck(keys)
  const tree = new RunningTree()
  const add = (stream: string, revision: number, type: string, data: unknown) => {
    const n = tree.size
    tree.add(entry(n))
    check.add({ stream, revision, id: `event-${n}`, type, data }, entry(n))
  }
  for (const revision of [0, 1, 2]) add('ticket-1', revision, 'SomethingHappened', {})
  const last = { stream: 'ticket-1', revision: heads - 1, leaf: leafHash(entry(heads - 1)) }
  const root = subtreeOf([headLeaf(last)]).hash.toString('hex')
  add('audit-heads', 0, 'HeadsCommitted', { size, root })
  const text = checkpointText({ origin, size: tree.size, root: tree.root() })
  const note = `${text}\n${signCheckpoint(text, origin, pair, 1)}`
  add('audit-checkpoints', 0, 'CheckpointSigned', { note })
  return check.finish()
}

describe('a log that is hashed anew', () => {
  test('is sound where each commitment is to the heads of what came before it', () => {
    expect(findingsOf(3)).toEqual([])
    expect(findingsOf(2, 2)).toEqual([])
  })

  test.each([
    ['fewer entries than its heads', 2, 3],
    ['more entries than came before it', 4, 3],
    ['a part of an entry', 2.5, 3],
    ['less than none', -1, 3],
    ['nothing', undefined, 3],
    ['words', 'three', 3]
  ])('is not where a commitment covers %s', (_what, size, heads) => {
    expect(findingsOf(size, heads)).toMatchObject([
      { kind: 'differs', stream: 'audit-heads', revision: 0, event: 'event-3' }
    ])
  })
})
