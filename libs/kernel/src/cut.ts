/** The first `limit` UTF-16 units, or one less: half a character is refused. */
export function cut(text: string, limit: number): string {
  const last = text.charCodeAt(limit - 1)
  const isHalf = text.length > limit && last >= 0xd800 && last < 0xdc00
  return text.slice(0, isHalf ? limit - 1 : limit)
}
