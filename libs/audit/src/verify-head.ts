import { isJsonObject } from '#kernel'
import { hex, type Line, linesIn, objectIn, whereOf } from './bundle-lines.js'
import type { Finding } from './findings.js'
import { rootFromSiblings } from './sparse.js'

/** Whether the last record of a bundle's ticket is the one that was committed to as its last event. */
export function headFindings(
  text: string,
  own: readonly Line[],
  stream: string,
  commit: Line | undefined
): Finding[] {
  const differs = (what: string): Finding[] => [{ kind: 'differs', what }]
  const heads = linesIn(text, 2)
    .filter(line => line !== '')
    .map(objectIn)
  const [head] = heads
  if (heads.includes(undefined)) return differs('heads.ndjson is not of its form')
  if (!head || heads.length !== 1 || head['stream'] !== stream)
    return [{ kind: head ? 'differs' : 'missing', what: `heads.ndjson does not hold the head of ${stream}` }]
  const { revision, leaf, siblings } = head
  const path = Array.isArray(siblings) ? siblings.map(hex) : [undefined]
  const ownLeaf = hex(leaf)
  const isForm = typeof revision === 'number' && Number.isSafeInteger(revision) && revision >= 0
  if (!isForm || !ownLeaf || path.includes(undefined)) return differs('heads.ndjson is not of its form')
  const findings: Finding[] = []
  const known = path.filter(one => one !== undefined)
  const root = rootFromSiblings({ stream, revision, leaf: ownLeaf }, known)
  const committed = commit && isJsonObject(commit.record['data']) ? commit.record['data']['root'] : undefined
  if (commit && root?.toString('hex') !== committed)
    findings.push({
      kind: 'differs',
      what: 'the head of the ticket is not what was committed',
      stream,
      revision
    })
  const last = own.at(-1)
  if (!last) return findings
  const held = last.record['revision']
  if (Number(held) < revision)
    findings.push({
      kind: 'missing',
      what: `the events after revision ${String(held)} are missing`,
      stream,
      revision
    })
  else if (held !== revision || !last.leaf.equals(ownLeaf))
    findings.push({
      kind: 'differs',
      what: 'the head of the ticket is not its last record',
      ...whereOf(last.record)
    })
  return findings
}
