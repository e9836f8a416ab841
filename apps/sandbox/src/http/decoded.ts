/** A path without its percent signs, which clients put before the colon of a token; broken ones stay. */
export const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
