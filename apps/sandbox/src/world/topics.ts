import { postService } from './post.js'
import type { Topic } from './types.js'
import type { World } from './world.js'

export const topicKey = (chatId: number, threadId: number): string => `${chatId}:${threadId}`

export const iconColors = [7322096, 16766590, 13338331, 9367192, 16749490, 16478047] as const

const tell = (world: World, topic: Pick<Topic, 'chat_id' | 'thread_id'>) =>
  world.changes.tell({ type: 'topic', chat_id: topic.chat_id, thread_id: topic.thread_id })

/** The id of a topic is the id of the message that made it. */
export function createTopic(
  world: World,
  chatId: number,
  byId: number,
  wish: { name: string; icon_color?: number | undefined; icon_custom_emoji_id?: string | undefined }
): Topic {
  const icon = {
    icon_color: wish.icon_color ?? iconColors[0],
    ...(wish.icon_custom_emoji_id && { icon_custom_emoji_id: wish.icon_custom_emoji_id })
  }
  const root = postService(world, chatId, 'own', byId, { forum_topic_created: { name: wish.name, ...icon } })
  const topic: Topic = {
    chat_id: chatId,
    thread_id: root.message_id,
    name: wish.name,
    ...icon,
    creator_id: byId,
    closed: false,
    created_at: root.date
  }
  world.topics.set(topicKey(chatId, topic.thread_id), topic)
  tell(world, topic)
  return topic
}

/** False when nothing would change. */
export function editTopic(
  world: World,
  topic: Topic,
  byId: number,
  wish: { name?: string | undefined; icon_custom_emoji_id?: string | undefined }
): boolean {
  const name = wish.name !== undefined && wish.name !== topic.name ? wish.name : undefined
  const iconBefore = topic.icon_custom_emoji_id ?? ''
  const icon =
    wish.icon_custom_emoji_id !== undefined && wish.icon_custom_emoji_id !== iconBefore
      ? wish.icon_custom_emoji_id
      : undefined
  if (name === undefined && icon === undefined) return false
  const { icon_custom_emoji_id: _old, ...rest } = topic
  const nextIcon = icon ?? iconBefore
  world.topics.set(topicKey(topic.chat_id, topic.thread_id), {
    ...rest,
    ...(name !== undefined && { name }),
    ...(nextIcon && { icon_custom_emoji_id: nextIcon })
  })
  const edited = {
    ...(name !== undefined && { name }),
    ...(icon !== undefined && { icon_custom_emoji_id: icon })
  }
  postService(world, topic.chat_id, topic.thread_id, byId, { forum_topic_edited: edited })
  tell(world, topic)
  return true
}

/** False when it is so already. */
export function closeTopic(world: World, topic: Topic, byId: number, closed: boolean): boolean {
  if (topic.closed === closed) return false
  world.topics.set(topicKey(topic.chat_id, topic.thread_id), { ...topic, closed })
  const content = closed ? { forum_topic_closed: {} as const } : { forum_topic_reopened: {} as const }
  postService(world, topic.chat_id, topic.thread_id, byId, content)
  tell(world, topic)
  return true
}

/** Takes all its messages along. Nobody is told. */
export function deleteTopic(world: World, topic: Topic): void {
  for (const id of world.messages.idsOfThread(topic.chat_id, topic.thread_id)) {
    world.messages.delete(topic.chat_id, id)
  }
  world.topics.delete(topicKey(topic.chat_id, topic.thread_id))
  tell(world, topic)
}

export const topicsOf = (world: World, chatId: number): Topic[] =>
  world.topics.all().filter(topic => topic.chat_id === chatId)
