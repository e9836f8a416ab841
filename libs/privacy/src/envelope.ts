import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw, deflateRawSync, inflateRaw, inflateRawSync } from 'node:zlib'
import { isJsonObject, type JsonObject, type Sealed } from '#kernel'
import { decrypt, encrypt } from './gcm.js'
import type { Coordinates, DataKey, EventSecret } from './port.js'

/*
 * A blob is base64url of
 *   version 2   version byte ‖ nonce (12) ‖ commitment (32) ‖ cipher text ‖ tag (16), under a key of this event alone
 *   version 1   version byte ‖ nonce (12) ‖ cipher text ‖ tag (16), under the subject's key; no longer written
 * 0x80 is added to the version byte where the body was deflated before it was sealed. Bound into the cipher are the
 * version byte in decimal, stream, event id and type, each after its length as 4 bytes, big endian.
 */
const version = 2
const firstVersion = 1
const deflated = 0x80
const commitmentBytes = 32
const nonceBytes = 12

const worthDeflating = 1024
/** Above this, compressing leaves the event loop alone. */
const heavy = 32 * 1024

const inBackground = { deflate: promisify(deflateRaw), inflate: promisify(inflateRaw) }

/** Where a blob lies: bound into its cipher. */
export type Place = Omit<Coordinates, 'subjectId'>

export const secretOfEvent = (subjectKey: DataKey, { eventId }: Pick<Place, 'eventId'>): EventSecret =>
  createHmac('sha256', subjectKey).update(eventId, 'utf8').digest()

/** The commitment ties the blob to one secret: no second one opens it to something else. */
function keysOf(secret: EventSecret): { key: DataKey; commitment: Buffer } {
  const both = hash('sha512', secret, 'buffer')
  return { key: both.subarray(0, 32), commitment: both.subarray(32) }
}

export async function sealWith(secret: EventSecret, at: Place, value: JsonObject): Promise<Sealed> {
  const body = Buffer.from(JSON.stringify(value), 'utf8')
  const isDeflated = body.length > worthDeflating
  const head = isDeflated ? version | deflated : version
  const clear = isDeflated ? await deflate(body) : body
  const { key, commitment } = keysOf(secret)
  const cipher = encrypt(key, clear, bound(head, at))
  const blob = [Buffer.of(head), cipher.subarray(0, nonceBytes), commitment, cipher.subarray(nonceBytes)]
  return Buffer.concat(blob).toString('base64url') as Sealed
}

/** @throws Error when the blob was changed or moved, or is not of this subject */
export async function openWithKey(subjectKey: DataKey, at: Place, sealed: Sealed): Promise<JsonObject> {
  const { head, blob } = read(sealed, at)
  return (head & ~deflated) === firstVersion
    ? contentOf(head, clearText(subjectKey, blob, head, at), at)
    : openCommitted(secretOfEvent(subjectKey, at), head, blob, at)
}

/**
 * Opens one event for whoever holds its secret and not the subject's key.
 * @throws Error when the blob was changed or moved, is not of this secret, or was sealed before events had secrets
 */
export async function openWithSecret(secret: EventSecret, at: Place, sealed: Sealed): Promise<JsonObject> {
  const { head, blob } = read(sealed, at)
  if ((head & ~deflated) === firstVersion) throw damaged(at, 'have no secret of their own')
  return openCommitted(secret, head, blob, at)
}

function read(sealed: Sealed, at: Place): { head: number; blob: Buffer } {
  const bytes = Buffer.from(sealed, 'base64url')
  const head = bytes[0] ?? 0
  const of = head & ~deflated
  if (of !== version && of !== firstVersion) throw damaged(at, 'are of an unknown version')
  return { head, blob: bytes.subarray(1) }
}

function openCommitted(secret: EventSecret, head: number, blob: Buffer, at: Place): Promise<JsonObject> {
  const { key, commitment } = keysOf(secret)
  const cipherAt = nonceBytes + commitmentBytes
  const found = blob.subarray(nonceBytes, cipherAt)
  if (found.length !== commitmentBytes || !timingSafeEqual(found, commitment)) throw changed(at)
  const cipher = Buffer.concat([blob.subarray(0, nonceBytes), blob.subarray(cipherAt)])
  return contentOf(head, clearText(key, cipher, head, at), at)
}

async function contentOf(head: number, clear: Buffer, at: Place): Promise<JsonObject> {
  const value: unknown = JSON.parse((head & deflated ? await inflate(clear) : clear).toString('utf8'))
  if (!isJsonObject(value)) throw damaged(at, 'hold no object')
  return value
}

function clearText(key: DataKey, cipher: Buffer, head: number, at: Place): Buffer {
  try {
    return decrypt(key, cipher, bound(head, at))
  } catch {
    throw changed(at)
  }
}

const bound = (head: number, at: Place) => [String(head), at.stream, at.eventId, at.type]

const deflate = (body: Buffer) => (body.length > heavy ? inBackground.deflate(body) : deflateRawSync(body))
const inflate = (body: Buffer) =>
  body.length > heavy / 4 ? inBackground.inflate(body) : inflateRawSync(body)

const damaged = (at: Place, what: string) => new Error(`the sealed data of event ${at.eventId} ${what}`)
const changed = (at: Place) => damaged(at, 'were changed or moved')
