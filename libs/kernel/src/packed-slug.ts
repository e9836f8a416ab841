import { isSlug } from './ids.js'

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789_-'

/** A slug in 58 characters at most, for where there is less room than its 64. */
export function packSlug(slug: string): string {
  let number = 1n
  for (const letter of slug) number = number * 38n + BigInt(letters.indexOf(letter))
  const hex = number.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url')
}

/** Undefined: this packs no slug. */
export function unpackSlug(packed: string): string | undefined {
  if (!/^[\w-]{1,60}$/.test(packed)) return undefined
  let slug = ''
  for (let left = BigInt(`0x0${Buffer.from(packed, 'base64url').toString('hex')}`); left > 1n; left /= 38n)
    slug = letters.charAt(Number(left % 38n)) + slug
  return isSlug(slug) && packSlug(slug) === packed ? slug : undefined
}
