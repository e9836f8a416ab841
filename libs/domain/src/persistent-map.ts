type Entry<K, V> = readonly [K, V]
type Leaf<K, V> = readonly Entry<K, V>[]
interface Branch<K, V> {
  readonly children: readonly (Node<K, V> | undefined)[]
}
type Node<K, V> = Leaf<K, V> | Branch<K, V>

const bits = 5
const width = 1 << bits
const leafSize = 16
const deepest = 6

/**
 * A map that is never changed: `set` answers another one and shares what is the same (a hash trie).
 * Folding a long history costs a logarithm per event instead of a copy of everything. Iterates in no particular order.
 */
export class PersistentMap<K extends string | number, V> implements Iterable<Entry<K, V>> {
  static empty<K extends string | number, V>(): PersistentMap<K, V> {
    return new PersistentMap<K, V>(0, [])
  }

  private constructor(
    readonly size: number,
    private readonly root: Node<K, V>
  ) {}

  get(key: K): V | undefined {
    let node: Node<K, V> | undefined = this.root
    for (let rest = hashOf(key); node && 'children' in node; rest >>>= bits)
      node = node.children[rest & (width - 1)]
    return node?.find(entry => entry[0] === key)?.[1]
  }

  has(key: K): boolean {
    return this.get(key) !== undefined
  }

  set(key: K, value: V): PersistentMap<K, V> {
    const size = this.has(key) ? this.size : this.size + 1
    return new PersistentMap(size, put(this.root, 0, hashOf(key), [key, value]))
  }

  *[Symbol.iterator](): Iterator<Entry<K, V>> {
    yield* entriesOf(this.root)
  }

  *values(): Iterable<V> {
    for (const [, value] of this) yield value
  }
}

function put<K extends string | number, V>(
  node: Node<K, V>,
  depth: number,
  rest: number,
  entry: Entry<K, V>
): Node<K, V> {
  if ('children' in node) {
    const slot = rest & (width - 1)
    const children = node.children.slice()
    children[slot] = put(node.children[slot] ?? [], depth + 1, rest >>> bits, entry)
    return { children }
  }
  const at = node.findIndex(other => other[0] === entry[0])
  const leaf = at < 0 ? [...node, entry] : node.with(at, entry)
  return leaf.length > leafSize && depth < deepest ? split(leaf, depth) : leaf
}

function split<K extends string | number, V>(leaf: Leaf<K, V>, depth: number): Branch<K, V> {
  const children: Entry<K, V>[][] = []
  for (const entry of leaf) {
    const slot = (hashOf(entry[0]) >>> (depth * bits)) & (width - 1)
    children[slot] = [...(children[slot] ?? []), entry]
  }
  return { children }
}

function* entriesOf<K, V>(node: Node<K, V>): Iterable<Entry<K, V>> {
  if (!('children' in node)) yield* node
  else for (const child of node.children) if (child) yield* entriesOf(child)
}

/** FNV-1a, with a last stir so that the low bits differ. */
function hashOf(key: string | number): number {
  const text = String(key)
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
