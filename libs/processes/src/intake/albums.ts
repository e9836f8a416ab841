import { Unavailable } from '#event-log'
import type { Clock } from '#kernel'
import type { Classified, StaffMessage } from '#telegram'
import { almostCommand } from '../topic-commands/index.js'

/** What a person shows at once comes as an update for each item; the caption may be with any of them. */
const patienceMs = 1000
const mostKnown = 1000

interface Album {
  /** What the captions read so far say; undefined: there was none. */
  caption: 'command' | 'words' | undefined
  waited: boolean
  wake: (() => void) | undefined
}

export interface Albums {
  /** Told of every update as soon as it is read, which is ahead of its turn. */
  seen(update: Classified): void
  /**
   * Whether this item belongs to an album that is a command. Its first item waits up to a second for a caption; after a
   * crash it waits again. @throws Unavailable when stopped meanwhile
   */
  isPartOfCommand(update: StaffMessage, signal: AbortSignal): Promise<boolean>
}

export function createAlbums(clock: Clock): Albums {
  const albums = new Map<string, Album>()

  function albumOf(groupId: number, mediaGroupId: string): Album {
    const key = `${groupId} ${mediaGroupId}`
    const known = albums.get(key)
    if (known) return known
    const album: Album = { caption: undefined, waited: false, wake: undefined }
    albums.set(key, album)
    const [oldest] = albums.keys()
    if (albums.size > mostKnown && oldest !== undefined) albums.delete(oldest)
    return album
  }

  async function captionOf(album: Album, signal: AbortSignal): Promise<Album['caption']> {
    if (album.caption || album.waited) return album.caption
    const seen = new Promise<void>(resolve => {
      album.wake = resolve
    })
    const enough = new AbortController()
    await Promise.race([seen, clock.sleep(patienceMs, AbortSignal.any([signal, enough.signal]))])
    enough.abort()
    if (signal.aborted) throw new Unavailable('stopped while an album was waited for')
    album.waited = true
    return album.caption
  }

  return {
    seen(update) {
      if (update.kind !== 'staff_message' && update.kind !== 'staff_command') return
      const { content, groupId } = update
      if (content.mediaGroupId === undefined || content.text === '') return
      const album = albumOf(groupId, content.mediaGroupId)
      const isCommand = update.kind === 'staff_command' || almostCommand(content) !== undefined
      album.caption = isCommand || album.caption === 'command' ? 'command' : 'words'
      album.wake?.()
    },
    async isPartOfCommand({ groupId, content: { mediaGroupId } }, signal) {
      return (
        mediaGroupId !== undefined && (await captionOf(albumOf(groupId, mediaGroupId), signal)) === 'command'
      )
    }
  }
}
