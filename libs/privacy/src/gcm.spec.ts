import { randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { decrypt, encrypt } from './gcm.js'
import type { DataKey } from './port.js'

const key: DataKey = randomBytes(32)

describe('a cipher text', () => {
  it('never has the nonce of another', () => {
    const nonces = Array.from({ length: 2000 }, () =>
      encrypt(key, Buffer.from('a'), []).subarray(0, 12).toString('hex')
    )
    expect(new Set(nonces).size).toBe(2000)
  })

  it('opens to what was said, and only with what it is bound to', () => {
    const sealed = encrypt(key, Buffer.from('said'), ['ticket-1', 'x'])
    expect(decrypt(key, sealed, ['ticket-1', 'x']).toString()).toBe('said')
    expect(() => decrypt(key, sealed, ['ticket-1x', ''])).toThrow()
  })
})
