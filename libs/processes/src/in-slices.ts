export const atOnce = 32

/** A few at once: bounded memory and connections, however many there are. */
export async function inSlices<T>(all: readonly T[], each: (one: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += atOnce) {
    await Promise.all(all.slice(from, from + atOnce).map(each))
  }
}

/** In their order, in lists of at most `most` in which no key comes twice. */
export function* apart<T>(all: readonly T[], keyOf: (one: T) => string, most: number): Generator<T[]> {
  let wave: T[] = []
  let keys = new Set<string>()
  for (const one of all) {
    if (wave.length === most || keys.has(keyOf(one))) {
      yield wave
      wave = []
      keys = new Set()
    }
    wave.push(one)
    keys.add(keyOf(one))
  }
  if (wave.length > 0) yield wave
}
