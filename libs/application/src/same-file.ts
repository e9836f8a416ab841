import type { MessagePersonal } from './personal-shapes.js'

type File = MessagePersonal['file']

/** Telegram calls one file by several ids, and always by the same unique one. */
export function isSameFile(one: File, other: File): boolean {
  if (!one || !other) return one === other
  return one.unique_id !== undefined && other.unique_id !== undefined
    ? one.unique_id === other.unique_id
    : one.file_id === other.file_id
}
