import { holds, isOf, parseVkey, signatureOf, wholeNumber } from '#audit'
import type { Anchor, Answered, Fetch, Offered } from './anchor.js'

export type Consistency = (from: number, to: number) => Promise<readonly Buffer[]>

/** C2SP tlog-witness: it has seen that this checkpoint goes on from the last one that it saw, and has signed it. */
export function witnessAnchor(
  { url, key }: { readonly url: string; readonly key: string },
  where: string,
  consistency: Consistency,
  fetch: Fetch
): Anchor {
  const verifier = parseVkey(key)
  let known = 0
  const ask = async ({ size, note }: Offered, old: number) => {
    const hashes = old > 0 && old < size ? await consistency(old, size) : []
    const lines = [`old ${old}`, ...hashes.map(hash => hash.toString('base64')), '', note]
    return fetch(`${url.replace(/\/+$/, '')}/add-checkpoint`, {
      type: 'text/plain; charset=utf-8',
      body: Buffer.from(lines.join('\n'))
    })
  }
  return {
    kind: 'witness',
    where,
    async offer(offered): Promise<Answered> {
      const { size, text } = offered
      let old = Math.min(known, size)
      let answer = await ask(offered, old)
      if (answer.status === 409) {
        const its = wholeNumber(answer.body.toString().trim(), 'the size that a witness knows')
        if (its > size)
          return {
            kind: 'differs',
            why: `the witness ${where} knows ${its} entries, this log has sealed ${size}`
          }
        if (its === old && its === size)
          return { kind: 'differs', why: `the witness ${where} has another tree of ${size} entries` }
        old = its
        answer = await ask(offered, old)
        if (answer.status === 409 && old === size)
          return { kind: 'differs', why: `the witness ${where} has another tree of ${size} entries` }
      }
      if (answer.status === 422)
        return {
          kind: 'differs',
          why: `the tree of ${size} entries does not go on from what the witness ${where} has seen at ${old}`
        }
      if (answer.status !== 200) throw new Error(`the witness answered ${answer.status}`)
      const lines = answer.body
        .toString()
        .split('\n')
        .filter(line => line !== '')
      const own = lines.map(signatureOf).filter(line => isOf(verifier, line))
      if (own.length === 0 || !own.every(line => holds(verifier, line, text)))
        throw new Error('the witness answered without a cosignature of its key')
      known = size
      return { kind: 'done', answer: Buffer.from(own.map(({ line }) => line).join('')) }
    }
  }
}
