import {
  createPrivateKey,
  createPublicKey,
  hash,
  type KeyObject,
  randomBytes,
  sign,
  verify
} from 'node:crypto'
import { parseCheckpoint } from './checkpoint.js'
import { fromBase64, Malformed } from './malformed.js'
import { isKeyName, type NoteSignature, type SignedNote, signatureLine } from './note.js'

/** C2SP's numbers of what a key signs, and how. */
export const keyTypes = { ed25519: 0x01, ed25519Cosignature: 0x04, mlDsa44Cosignature: 0x06 } as const
export type KeyType = (typeof keyTypes)[keyof typeof keyTypes]
const lengths: { readonly [Type in KeyType]: number } = { 1: 32, 4: 32, 6: 1312 }
const isKeyType = (type: number | undefined): type is KeyType => type === 1 || type === 4 || type === 6

/** Verifier key: who signed, and with what it is checked. */
export interface VerifierKey {
  readonly name: string
  readonly type: KeyType
  readonly id: Buffer
  readonly publicKey: Buffer
}

export function verifierKey(name: string, type: KeyType, publicKey: Buffer): VerifierKey {
  const id = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), publicKey]), 'buffer')
  return { name, type, id: id.subarray(0, 4), publicKey }
}

/** C2SP vkey: `name+hex id+base64(type ‖ key)`. */
export const vkeyOf = ({ name, type, id, publicKey }: VerifierKey): string =>
  `${name}+${id.toString('hex')}+${Buffer.concat([Buffer.of(type), publicKey]).toString('base64')}`

/** @throws Malformed */
export function parseVkey(text: string): VerifierKey {
  const [, name = '', id, base64 = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/s.exec(text) ?? []
  if (id === undefined || !isKeyName(name)) throw new Malformed('not a verifier key of the form name+id+key')
  const bytes = fromBase64(base64, 'the verifier key')
  const type = bytes[0]
  if (!isKeyType(type)) throw new Malformed(`a verifier key of type ${type} is not known here`)
  const publicKey = bytes.subarray(1)
  if (publicKey.length !== lengths[type]) throw new Malformed('the verifier key has the wrong length')
  const key = verifierKey(name, type, publicKey)
  if (key.id.toString('hex') !== id) throw new Malformed('the id of the verifier key is not that of its key')
  return key
}

/** @throws Malformed */
export const parseVkeys = (text: string): VerifierKey[] =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(parseVkey)

const algorithmOf = (type: KeyType) => (type === keyTypes.mlDsa44Cosignature ? 'ml-dsa-44' : 'ed25519')

/** Whether this line is of this key: name and id; what it signs is another question. */
export const isOf = (key: VerifierKey, { name, keyId }: NoteSignature): boolean =>
  key.name === name && key.id.equals(keyId)

/** Whether the line, which is of this key, holds for the note's text. */
export function holds(key: VerifierKey, { bytes }: NoteSignature, text: string): boolean {
  const asymmetricKeyType = algorithmOf(key.type)
  try {
    const publicKey = createPublicKey({ key: key.publicKey, format: 'raw-public', asymmetricKeyType })
    if (key.type === keyTypes.ed25519) return verify(null, Buffer.from(text), publicKey, bytes)
    if (bytes.length < 8) return false
    const time = bytes.readBigUInt64BE()
    return verify(null, cosigned(key, time, text), publicKey, bytes.subarray(8))
  } catch {
    return false
  }
}

/** What C2SP tlog-cosignature has signed. @throws Malformed unless the text is a checkpoint */
function cosigned({ type, name }: VerifierKey, time: bigint, text: string): Buffer {
  if (type === keyTypes.ed25519Cosignature) return Buffer.from(`cosignature/v1\ntime ${time}\n${text}`)
  const { origin, size, root } = parseCheckpoint(text)
  const number = (value: bigint) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64BE(value)
    return bytes
  }
  const prefixed = (value: string) => Buffer.concat([Buffer.of(Buffer.byteLength(value)), Buffer.from(value)])
  return Buffer.concat([
    Buffer.from('subtree/v1\n\0'),
    prefixed(name),
    number(time),
    prefixed(origin),
    number(0n),
    number(BigInt(size)),
    root
  ])
}

/**
 * Who of these keys signed. Every line of a given key must hold; lines of others are passed over.
 * `differs`: a line of a given key does not hold. `unknown`: none of the given keys signed.
 */
export function signersOf(
  { text, signatures }: SignedNote,
  keys: readonly VerifierKey[]
):
  | { readonly kind: 'signed'; readonly by: readonly VerifierKey[] }
  | { readonly kind: 'differs' | 'unknown' } {
  const by: VerifierKey[] = []
  for (const signature of signatures) {
    const own = keys.filter(key => isOf(key, signature))
    if (own.length === 0) continue
    const holding = own.filter(key => holds(key, signature, text))
    if (holding.length === 0) return { kind: 'differs' }
    by.push(...holding)
  }
  return by.length > 0 ? { kind: 'signed', by } : { kind: 'unknown' }
}

/** Those of the given keys that are none of the signers: they confirm nothing. As who has given them can tell them apart. */
export const silentOf = (keys: readonly VerifierKey[], signers: ReadonlySet<VerifierKey>): string[] =>
  keys.filter(key => !signers.has(key)).map(({ name, id }) => `${name}+${id.toString('hex')}`)

/** What a log signs its checkpoints with: seeds of 32 bytes, the same keys under each origin. */
export interface SigningPair {
  readonly ed25519: Buffer
  readonly mlDsa44: Buffer
}

export const newSigningPair = (): SigningPair => ({ ed25519: randomBytes(32), mlDsa44: randomBytes(32) })

export const ed25519Key = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: seed, format: 'raw-private', asymmetricKeyType: 'ed25519' })
const mlDsa44Key = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: seed, format: 'raw-seed', asymmetricKeyType: 'ml-dsa-44' })

const publicOf = (key: KeyObject): Buffer => createPublicKey(key).export({ format: 'raw-public' })

/** The Ed25519 key, then the ML-DSA-44 one. */
export const verifierKeysOf = (
  name: string,
  { ed25519, mlDsa44 }: SigningPair
): [VerifierKey, VerifierKey] => [
  verifierKey(name, keyTypes.ed25519, publicOf(ed25519Key(ed25519))),
  verifierKey(name, keyTypes.mlDsa44Cosignature, publicOf(mlDsa44Key(mlDsa44)))
]

/** The two lines of a pair under a checkpoint's text. `time` is in whole seconds. */
export function signCheckpoint(text: string, name: string, pair: SigningPair, time: number): string {
  const [first, second] = verifierKeysOf(name, pair)
  const plain = sign(null, Buffer.from(text), ed25519Key(pair.ed25519))
  return (
    signatureLine(name, first.id, plain) +
    timestampedLine(second, time, message => sign(null, message, mlDsa44Key(pair.mlDsa44)), text)
  )
}

/** A witness's line: Ed25519 with time. */
export function cosign(text: string, name: string, seed: Buffer, time: number): string {
  const key = ed25519Key(seed)
  const verifier = verifierKey(name, keyTypes.ed25519Cosignature, publicOf(key))
  return timestampedLine(verifier, time, message => sign(null, message, key), text)
}

function timestampedLine(key: VerifierKey, time: number, signed: (message: Buffer) => Buffer, text: string) {
  const stamp = Buffer.alloc(8)
  stamp.writeBigUInt64BE(BigInt(time))
  return signatureLine(key.name, key.id, Buffer.concat([stamp, signed(cosigned(key, BigInt(time), text))]))
}

/** The vkey of a witness that has this seed. */
export const witnessKey = (name: string, seed: Buffer): VerifierKey =>
  verifierKey(name, keyTypes.ed25519Cosignature, publicOf(ed25519Key(seed)))
