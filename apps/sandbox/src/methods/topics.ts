import { badRequest } from '../api-error.js'
import type { Params } from '../params.js'
import { codePoints } from '../text/formatted.js'
import { closeTopic, createTopic, deleteTopic, editTopic, iconColors } from '../world/topics.js'
import type { Topic } from '../world/types.js'
import type { World } from '../world/world.js'
import { iconStickers, knownIcon } from './icons.js'
import type { Method } from './method.js'
import { botMay, forum, mayManage, topicOf } from './target.js'

export const maxTopicName = 128

export function nameOf(params: Params): string {
  const name = (params.text('name') ?? '').replaceAll(/\s+/g, ' ').trim()
  if (codePoints(name) > maxTopicName) throw badRequest('TOPIC_TITLE_TOO_LONG')
  return name
}

function iconOf(params: Params): string | undefined {
  const icon = params.text('icon_custom_emoji_id')
  if (icon && !knownIcon(icon)) throw badRequest('DOCUMENT_INVALID')
  return icon
}

const createForumTopic: Method = (world, params) => {
  const group = forum(world, params)
  if (!botMay(world, group.id, 'can_manage_topics')) throw badRequest('not enough rights to create a topic')
  const name = nameOf(params)
  if (name === '') throw badRequest('title must be non-empty')
  const color = params.int('icon_color')
  if (color !== undefined && !iconColors.some(known => known === color)) {
    throw badRequest('invalid icon color specified')
  }
  const topic = createTopic(world, group.id, world.bot.id, {
    name,
    icon_color: color,
    icon_custom_emoji_id: iconOf(params)
  })
  return {
    message_thread_id: topic.thread_id,
    name: topic.name,
    icon_color: topic.icon_color,
    ...(topic.icon_custom_emoji_id && { icon_custom_emoji_id: topic.icon_custom_emoji_id })
  }
}

/** The topic of a call that changes it. Telegram words a missing one here differently than when sending. */
function managed(world: World, params: Params, doing: string): Topic {
  const group = forum(world, params)
  const id = params.int('message_thread_id') ?? 0
  if (id === 0) throw badRequest('message thread not found')
  if (id === 1 || !world.topics.get(`${group.id}:${id}`)) throw badRequest('TOPIC_ID_INVALID')
  const topic = topicOf(world, group.id, id)
  if (!mayManage(world, topic)) throw badRequest(`not enough rights to ${doing} the topic`)
  return topic
}

const editForumTopic: Method = (world, params) => {
  const topic = managed(world, params, 'edit')
  const name = nameOf(params)
  const icon = iconOf(params)
  if (name === '' && icon === undefined) return true
  const changed = editTopic(world, topic, world.bot.id, {
    name: name === '' ? undefined : name,
    icon_custom_emoji_id: icon
  })
  if (!changed) throw badRequest('TOPIC_NOT_MODIFIED')
  return true
}

const closing =
  (closed: boolean): Method =>
  (world, params) => {
    const topic = managed(world, params, 'close or open')
    if (!closeTopic(world, topic, world.bot.id, closed)) throw badRequest('TOPIC_NOT_MODIFIED')
    return true
  }
const closeForumTopic = closing(true)
const reopenForumTopic = closing(false)

const deleteForumTopic: Method = (world, params) => {
  const group = forum(world, params)
  const topic = world.topics.get(`${group.id}:${params.int('message_thread_id') ?? 0}`)
  if (!topic) throw badRequest('TOPIC_ID_INVALID')
  if (!botMay(world, group.id, 'can_delete_messages') && topic.creator_id !== world.bot.id) {
    throw badRequest('not enough rights to delete the topic')
  }
  deleteTopic(world, topic)
  return true
}

const getForumTopicIconStickers: Method = () => iconStickers()

export const methods = {
  createForumTopic,
  editForumTopic,
  closeForumTopic,
  reopenForumTopic,
  deleteForumTopic,
  getForumTopicIconStickers
}
