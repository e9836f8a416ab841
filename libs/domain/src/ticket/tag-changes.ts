import { refuse } from '#kernel'
import { foldTag, isTag } from '../tags.js'
import { type Command, type Decision, events, nothing } from './decision.js'
import type { ExistingTicket } from './state.js'

/**
 * Compared folded. A tag in both lists goes, and goes as it was recorded, also where that was before tags were folded.
 * The refusal tells the place of the first that is no tag, not the text: that somebody typed.
 */
export function changeTags({ add, remove }: Command<'ChangeTags'>, { tags }: ExistingTicket): Decision {
  const present = tags.map(foldTag)
  const wanted = add.map(foldTag)
  const unwanted = remove.map(foldTag)
  const strange = wanted.findIndex(tag => !isTag(tag))
  if (strange >= 0) return refuse('tag_invalid', { list: 'add', index: strange })
  const stranger = unwanted.findIndex(tag => !isTag(tag) && !present.includes(tag))
  if (stranger >= 0) return refuse('tag_invalid', { list: 'remove', index: stranger })
  const removed = tags.filter((_, index) => unwanted.includes(present[index] ?? ''))
  const added = [...new Set(wanted)].filter(tag => !present.includes(tag) && !unwanted.includes(tag))
  return added.length + removed.length === 0
    ? nothing
    : events({ type: 'TagsChanged', data: { added, removed } })
}

/** A tag that is there already stays as it was recorded. */
export function setTags({ tags }: Command<'SetTags'>, state: ExistingTicket): Decision {
  const wanted = tags.map(foldTag)
  const strange = wanted.findIndex(tag => !isTag(tag))
  if (strange >= 0) return refuse('tag_invalid', { list: 'tags', index: strange })
  const remove = state.tags.filter(tag => !wanted.includes(foldTag(tag)))
  return changeTags({ type: 'ChangeTags', add: wanted, remove }, state)
}
