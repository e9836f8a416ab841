import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  checkpointText,
  cosign,
  keyTypes,
  Malformed,
  newSigningPair,
  parseCheckpoint,
  parseNote,
  parseVkey,
  parseVkeys,
  signCheckpoint,
  signersOf,
  verifierKeysOf,
  vkeyOf,
  witnessKey
} from './index.js'

// The example of the Go implementation from which the format comes.
const neumann = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const essay =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'

const origin = 'topicdesk/log'
const pair = newSigningPair()
const keys = verifierKeysOf(origin, pair)
const text = checkpointText({ origin, size: 20852163, root: Buffer.alloc(32, 9) })
const note = `${text}\n${signCheckpoint(text, origin, pair, 1_679_315_147)}`

describe('a signed note', () => {
  test('of the specification is held to be signed by its key', () => {
    expect(signersOf(parseNote(essay), [parseVkey(neumann)]).kind).toBe('signed')
    expect(
      signersOf(parseNote(essay.replace('cryptography', 'Cryptography')), [parseVkey(neumann)]).kind
    ).toBe('differs')
    expect(signersOf(parseNote(essay), keys).kind).toBe('unknown')
  })

  test('of a log carries both signatures, and each key finds its own', () => {
    expect(parseNote(note).signatures.map(({ bytes }) => bytes.length)).toEqual([64, 8 + 2420])
    for (const key of keys) expect(signersOf(parseNote(note), [key])).toEqual({ kind: 'signed', by: [key] })
    expect(signersOf(parseNote(note), keys)).toEqual({ kind: 'signed', by: keys })
  })

  test('does not hold with any one bit changed', () => {
    fc.assert(
      fc.property(fc.nat(), bit => {
        const bytes = Buffer.from(note)
        const at = (bit >> 3) % bytes.length
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7))
        let kind: string
        try {
          const parsed = parseNote(bytes.toString('utf8'))
          const found = signersOf(parsed, keys)
          kind = found.kind === 'signed' && found.by.length === 2 ? 'signed' : 'not by both'
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed)
          kind = 'malformed'
        }
        expect(kind).not.toBe('signed')
      })
    )
  })

  test('takes a witness, who signs with the time', () => {
    const seed = Buffer.alloc(32, 3)
    const key = witnessKey('witness.example/w1', seed)
    const line = cosign(text, key.name, seed, 1_679_315_147)
    expect(signersOf(parseNote(note + line), [key])).toEqual({ kind: 'signed', by: [key] })
    const other = parseNote(`${checkpointText({ origin, size: 1, root: Buffer.alloc(32) })}\n${line}`)
    expect(signersOf(other, [key]).kind).toBe('differs')
  })

  test('of 17 signatures, of CRLF, without a signature, or with bad base64 is not read', () => {
    const line = note.slice(note.indexOf('\n\n') + 2).split('\n')[0]
    expect(parseNote(`${text}\n${`${line}\n`.repeat(16)}`).signatures).toHaveLength(16)
    expect(() => parseNote(`${text}\n${`${line}\n`.repeat(17)}`)).toThrow('17 signatures')
    for (const bad of [
      note.replaceAll('\n', '\r\n'),
      text,
      `${text}\n`,
      `${text}\n— a b\n`,
      `${text}\n— a+b AAAAAAAA\n`,
      ''
    ])
      expect(() => parseNote(bad)).toThrow(Malformed)
  })

  test('ours twice must hold twice', () => {
    const line = note.slice(note.indexOf('\n\n') + 2)
    expect(signersOf(parseNote(note + line), keys).kind).toBe('signed')
    const forged = line.replace(/(.{80})(.)(.*\n)/, (_, a, b, c) => `${a}${b === 'A' ? 'B' : 'A'}${c}`)
    expect(signersOf(parseNote(note + forged), keys).kind).toBe('differs')
  })
})

describe('a verifier key', () => {
  test('is read as it is written', () => {
    expect(vkeyOf(parseVkey(neumann))).toBe(neumann)
    expect(parseVkeys(`${keys.map(vkeyOf).join('\n')}\n`)).toEqual(keys)
    expect(keys.map(({ type }) => type)).toEqual([keyTypes.ed25519, keyTypes.mlDsa44Cosignature])
  })

  test('of another id, length or type is refused', () => {
    for (const bad of [
      neumann.replace('c74f20a3', 'c74f20a4'),
      neumann.replace('ARpc', 'AhpC'),
      neumann.replace('PeterNeumann', 'Peter Neumann'),
      neumann.slice(0, -4),
      'nothing',
      ''
    ])
      expect(() => parseVkey(bad)).toThrow(Malformed)
  })
})

describe('a checkpoint', () => {
  test('is read as it is written, and nothing else is', () => {
    expect(parseCheckpoint(text)).toEqual({ origin, size: 20852163, root: Buffer.alloc(32, 9) })
    for (const bad of [
      '',
      'a\n1\n',
      'a\n01\nAAAA\n',
      text.replace('20852163', '-1'),
      text.replace('CQkJ', 'CQk')
    ])
      expect(() => parseCheckpoint(bad)).toThrow(Malformed)
  })
})
