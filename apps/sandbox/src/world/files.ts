import { randomBytes } from 'node:crypto'
import type { StatementSync } from 'node:sqlite'
import type { PhotoSize } from '@grammyjs/types'
import type { Store } from '../store.js'

export const mediaKinds = [
  'photo',
  'live_photo',
  'video',
  'audio',
  'document',
  'voice',
  'sticker',
  'animation',
  'video_note'
] as const
export type MediaKind = (typeof mediaKinds)[number]

export interface StoredFile {
  file_id: string
  file_unique_id: string
  kind: MediaKind
  name: string
  mime_type: string
  size: number
  width: number
  height: number
  duration: number
  performer?: string
  title?: string
  thumbnail?: PhotoSize
  /** Of a live photo: what stands still. */
  still?: PhotoSize
  emoji?: string
  url?: string
}

/** Files that bot and people sent. The content is kept where there is one; a placeholder has none. */
export class Files {
  private readonly insert: StatementSync
  private readonly select: StatementSync
  private readonly selectContent: StatementSync

  constructor(private readonly store: Store) {
    this.insert = store.db.prepare('INSERT INTO files VALUES (?, ?, ?)')
    this.select = store.db.prepare('SELECT body FROM files WHERE file_id = ?')
    this.selectContent = store.db.prepare('SELECT content FROM files WHERE file_id = ?')
  }

  add(file: Omit<StoredFile, 'file_id' | 'file_unique_id'>, content?: Uint8Array): StoredFile {
    const unique = randomBytes(12).toString('base64url')
    const stored: StoredFile = {
      file_id: `SB${file.kind.slice(0, 2)}${unique}${randomBytes(15).toString('base64url')}`,
      file_unique_id: unique,
      ...file
    }
    this.store.begin()
    this.insert.run(stored.file_id, JSON.stringify(stored), content ?? null)
    return stored
  }

  get(fileId: string): StoredFile | undefined {
    const row = this.select.get(fileId)
    return row && JSON.parse(String(row['body']))
  }

  content(fileId: string): Buffer | undefined {
    const content = this.selectContent.get(fileId)?.['content']
    return content instanceof Uint8Array ? Buffer.from(content) : undefined
  }
}

/** Where getFile says the file can be fetched. */
export const filePath = (file: StoredFile): string => `${file.kind}s/${file.file_id}`
