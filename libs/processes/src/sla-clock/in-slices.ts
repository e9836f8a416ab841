const atOnce = 32

/** A few at once: bounded memory and connections, however many there are. */
export async function inSlices<T>(all: readonly T[], each: (one: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += atOnce) {
    await Promise.all(all.slice(from, from + atOnce).map(each))
  }
}
