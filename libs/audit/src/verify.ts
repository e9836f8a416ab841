import { nodeHash } from './tree.js'

const half = (n: number) => Math.floor(n / 2)
const isOdd = (n: number) => n % 2 === 1

/** The root that this proof gives the leaf (RFC 9162, 2.1.3.2); undefined when it can't be a proof of that place. */
export function rootFromInclusion(
  leaf: Buffer,
  index: number,
  size: number,
  path: readonly Buffer[]
): Buffer | undefined {
  if (!(Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size)) return
  let fn = index
  let sn = size - 1
  let root = leaf
  for (const step of path) {
    if (sn === 0 || step.length !== 32) return undefined
    if (isOdd(fn) || fn === sn) {
      root = nodeHash(step, root)
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    } else root = nodeHash(root, step)
    fn = half(fn)
    sn = half(sn)
  }
  return sn === 0 ? root : undefined
}

/** Whether the tree `from` is a beginning of the tree `to` (RFC 9162, 2.1.4.2). Nothing is a beginning of everything. */
export function isConsistent(
  from: { readonly size: number; readonly root: Buffer },
  to: { readonly size: number; readonly root: Buffer },
  proof: readonly Buffer[]
): boolean {
  if (!(Number.isSafeInteger(from.size) && Number.isSafeInteger(to.size) && from.size >= 0)) return false
  if (from.size > to.size || proof.some(({ length }) => length !== 32)) return false
  if (from.size === to.size) return proof.length === 0 && from.root.equals(to.root)
  if (from.size === 0) return proof.length === 0
  const path = Number.isInteger(Math.log2(from.size)) ? [from.root, ...proof] : [...proof]
  const [first, ...rest] = path
  if (!first) return false
  let fn = from.size - 1
  let sn = to.size - 1
  while (isOdd(fn)) {
    fn = half(fn)
    sn = half(sn)
  }
  let old = first
  let root = first
  for (const step of rest) {
    if (sn === 0) return false
    if (isOdd(fn) || fn === sn) {
      old = nodeHash(step, old)
      root = nodeHash(step, root)
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    } else root = nodeHash(root, step)
    fn = half(fn)
    sn = half(sn)
  }
  return sn === 0 && old.equals(from.root) && root.equals(to.root)
}
