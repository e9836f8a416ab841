/** C2SP tlog-tiles: hashes by 256, at every eighth level of the tree. */
export const tileWidth = 256
export const tileHeight = 8

export interface TileName {
  readonly level: number | 'entries'
  readonly index: number
  /** 1 to 256: how many hashes it holds. */
  readonly width: number
}

/** `x001/x234/067` for 1234067. */
function indexPath(index: number): string {
  const parts = [String(index % 1000).padStart(3, '0')]
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    parts.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  return parts.join('/')
}

export const tilePath = ({ level, index, width }: TileName): string =>
  `tile/${level}/${indexPath(index)}${width === tileWidth ? '' : `.p/${width}`}`

const form =
  /^(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x[0-9]{3}\/){0,4})([0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/

/** What follows `tile/`; undefined for what is no path of a tile, also in another spelling. */
export function parseTilePath(path: string): TileName | undefined {
  const [, level, high, low, partial] = form.exec(path) ?? []
  if (level === undefined || high === undefined || low === undefined) return undefined
  const index = Number(high.replaceAll(/[x/]/g, '') + low)
  const width = partial === undefined ? tileWidth : Number(partial)
  const name: TileName = { level: level === 'entries' ? 'entries' : Number(level), index, width }
  if (width > tileWidth || tilePath(name) !== `tile/${path}`) return undefined
  return partial !== undefined && width === tileWidth ? undefined : name
}

/** How many hashes this level has in a tree of this size: each stands for 256^level full leaves. */
export const tilesAt = (size: number, level: number): number => Math.floor(size / tileWidth ** level)

/** Every tile of a tree of this size at hash levels, full ones first at each level. */
export function* tilesOf(size: number): Generator<TileName & { readonly level: number }> {
  for (let level = 0; tilesAt(size, level) > 0; level++) {
    const hashes = tilesAt(size, level)
    for (let index = 0; index * tileWidth < hashes; index++)
      yield { level, index, width: Math.min(tileWidth, hashes - index * tileWidth) }
  }
}

/** The bundle of entries of a tile: each after its length. */
export const entriesBundle = (entries: readonly Uint8Array[]): Buffer =>
  Buffer.concat(entries.flatMap(entry => [Buffer.of(entry.length >> 8, entry.length & 255), entry]))
