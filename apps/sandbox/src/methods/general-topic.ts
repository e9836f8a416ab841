import { badRequest } from '../api-error.js'
import { postService } from '../world/post.js'
import type { Content, Group } from '../world/types.js'
import type { World } from '../world/world.js'
import type { Method } from './method.js'
import { botMay, forum } from './target.js'
import { nameOf } from './topics.js'

type General = Group['general']

/** General has no thread id: what happens to it is said in General itself. */
const changing =
  (
    next: (general: General) => General,
    said: (before: General) => Content[],
    doing = 'close or open'
  ): Method =>
  (world, params) => {
    const group = forum(world, params)
    if (!botMay(world, group.id, 'can_manage_topics')) {
      throw badRequest(`not enough rights to ${doing} the topic`)
    }
    const before = group.general
    const after = next(before)
    if (JSON.stringify(before) === JSON.stringify(after)) throw badRequest('TOPIC_NOT_MODIFIED')
    world.groups.set(group.id, { ...group, general: after })
    for (const content of said(before)) postService(world, group.id, 0, world.bot.id, content)
    world.changes.tell({ type: 'topic', chat_id: group.id, thread_id: 0 })
    return true
  }

const editGeneralForumTopic: Method = (world, params) => {
  const name = nameOf(params)
  if (name === '') throw badRequest('title must be non-empty')
  return changing(
    general => ({ ...general, name }),
    () => [{ forum_topic_edited: { name } }],
    'edit'
  )(world, params)
}

export const methods = {
  editGeneralForumTopic,
  closeGeneralForumTopic: changing(
    general => ({ ...general, closed: true }),
    () => [{ forum_topic_closed: {} }]
  ),
  reopenGeneralForumTopic: changing(
    general => ({ ...general, closed: false, hidden: false }),
    () => [{ forum_topic_reopened: {} }]
  ),
  hideGeneralForumTopic: changing(
    general => ({ ...general, closed: true, hidden: true }),
    () => [{ general_forum_topic_hidden: {} }]
  ),
  unhideGeneralForumTopic: changing(
    general => ({ ...general, hidden: false }),
    () => [{ general_forum_topic_unhidden: {} }]
  ),
  unpinAllGeneralForumTopicMessages: ((world: World, params) => {
    const group = forum(world, params)
    if (!botMay(world, group.id, 'can_pin_messages')) {
      throw badRequest('not enough rights to manage pinned messages in the chat')
    }
    const left = group.pinned.filter(id => world.messages.get(group.id, id)?.thread_id !== 0)
    world.groups.set(group.id, { ...group, pinned: left })
    return true
  }) satisfies Method
}
