import type { DeliveryState, NotDelivered } from '#domain'
import { isForm, type PrivateNotice, type Task, type Work } from './task.js'

/** What a ticket is told of a delivery that has come to a bad end; undefined: nothing, or nothing that others don't tell. */
export function undelivered({ id, work, progress: { state } }: Task): NotDelivered | undefined {
  const what = whatOf(work)
  const ended = what && endOf(state)
  return ended && { deliveryId: id, what, ...ended }
}

/** Somebody is still to be told how it ended: it stays until then. */
export const isTold = (task: Task): boolean => {
  const { work, progress } = task
  const makesPlace = (work.kind === 'topic' || work.kind === 'card') && progress.state.phase === 'succeeded'
  return work.kind === 'reply' || makesPlace || isForm(task) || undelivered(task) !== undefined
}

function endOf(state: DeliveryState): Pick<NotDelivered, 'outcome' | 'code'> | undefined {
  switch (state.phase) {
    case 'rejected':
      // Said once for all that waits: the customer can't be reached.
      return state.reason === 'customer_unreachable' ? undefined : { outcome: 'refused', code: state.code }
    case 'uncertain':
      return { outcome: 'unknown', code: null }
    case 'abandoned':
      // Half of it is there, and no form of the rest was left.
      return state.reason === 'nothing_to_show' && state.messageIds.length > 0
        ? { outcome: 'refused', code: null }
        : undefined
    case 'waiting':
    case 'attempting':
    case 'succeeded':
    case 'superseded':
      return undefined
  }
}

/** Nobody misses the others. */
const toldOf = (notice: PrivateNotice): NotDelivered['what'] | undefined =>
  notice === 'opened' || notice === 'resolved' || notice === 'rating' || notice === 'form_finished'
    ? notice
    : undefined

/** Undefined: has its own event, as a reply, or is itself only news about something. */
function whatOf(work: Work): NotDelivered['what'] | undefined {
  switch (work.kind) {
    case 'relay':
      return work.edited ? 'customer_edit' : 'customer_message'
    case 'customer_notice':
      return toldOf(work.notice)
    case 'staff_notice':
      return work.about === 'api_reply' || work.about === 'api_note' ? work.about : undefined
    case 'reply':
    case 'topic':
    case 'card':
    case 'topic_name':
    case 'card_text':
      return undefined
  }
}
