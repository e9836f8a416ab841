import { createHash, randomBytes } from 'node:crypto'
import type { ApiKeyId } from '#kernel'

/** A key's id as the key shows it, in the clear. */
const shown = /^tdk_([0-9a-f]{8})_/

export const newKeyId = (): ApiKeyId => randomBytes(4).toString('hex') as ApiKeyId

/** 256 random bits, which need no slow hash. The prefix lets a scanner recognise a leaked key. */
export const newKey = (id: ApiKeyId): string => `tdk_${id}_${randomBytes(32).toString('hex')}`

export const idInKey = (key: string): ApiKeyId | undefined => shown.exec(key)?.[1] as ApiKeyId | undefined

/** Of the whole key, as a Bearer sends it. */
export const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest()
