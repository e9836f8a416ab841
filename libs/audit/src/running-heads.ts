import { bitOf, type Head, headLeaf, joined, type KeyedLeaf, nothing, type Subtree } from './sparse.js'

interface Branch {
  leaf: KeyedLeaf | undefined
  left: Branch | undefined
  right: Branch | undefined
  /** Undefined: something below has changed. */
  known: Subtree | undefined
}

const branch = (leaf?: KeyedLeaf): Branch => ({ leaf, left: undefined, right: undefined, known: undefined })

/** The tree over the last events of all streams, as a log is read: for whoever checks what was committed. */
export class RunningHeads {
  readonly #root = branch()

  set(head: Head): void {
    const leaf = headLeaf(head)
    let node = this.#root
    for (let depth = 0; ; depth++) {
      node.known = undefined
      const held = node.leaf
      if (held?.key.equals(leaf.key)) {
        node.leaf = leaf
        return
      }
      if (!held && !node.left && !node.right) {
        node.leaf = leaf
        return
      }
      if (held) {
        // Two in one place part at the next bit.
        node.leaf = undefined
        if (bitOf(held.key, depth)) node.right = branch(held)
        else node.left = branch(held)
      }
      if (bitOf(leaf.key, depth)) node = node.right ??= branch()
      else node = node.left ??= branch()
    }
  }

  root(): Buffer {
    return subtree(this.#root).hash
  }
}

function subtree(node: Branch | undefined): Subtree {
  if (!node) return nothing
  node.known ??= node.leaf
    ? { leaves: 1, hash: node.leaf.hash }
    : joined(subtree(node.left), subtree(node.right))
  return node.known
}
