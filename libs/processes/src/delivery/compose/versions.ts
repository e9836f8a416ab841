import { isSameFile, type MessagePersonal } from '#application'
import { told } from '#domain'
import type { RecordedEvent } from '#event-log'
import type { Sources } from './sources.js'

/** Whether an edit of a customer's message changed more than its words: then all of it is to be shown. */
export async function showsOtherMedia(
  edit: RecordedEvent,
  content: MessagePersonal,
  sources: Pick<Sources, 'history' | 'message'>
): Promise<boolean> {
  const edited = told(edit)
  if (edited.type !== 'CustomerMessageEdited') return false
  let before: RecordedEvent | undefined
  let kindBefore: string | undefined
  for await (const recorded of sources.history(edit.stream)) {
    if (recorded.revision >= edit.revision) break
    const event = told(recorded)
    if (event.type !== 'CustomerMessageReceived' && event.type !== 'CustomerMessageEdited') continue
    if (event.data.telegramMessageId !== edited.data.telegramMessageId) continue
    before = recorded
    kindBefore = event.data.kind
  }
  const was = before && (await sources.message(before))
  return kindBefore !== edited.data.kind || !isSameFile(was?.file ?? null, content.file)
}
