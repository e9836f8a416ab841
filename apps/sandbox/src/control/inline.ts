import { publishInlineQuery } from '../updates/publish.js'
import type { SandboxMessage } from '../world/types.js'
import type { World } from '../world/world.js'
import { must } from './error.js'
import { agentSays } from './team.js'

export interface InlineOffer {
  answered: boolean
  results: { id: string; title: string; description: string }[]
}

/** Somebody types after the bot's name, in whatever chat. */
export function inlineQuery(world: World, userId: number, query: string): string {
  must(world.people.get(userId), 'such person')
  const id = world.inline.open(userId, query)
  publishInlineQuery(world, { id, user_id: userId, query })
  return id
}

export function inlineAnswer(world: World, id: string): InlineOffer {
  const { choices } = must(world.inline.get(id), 'such inline query')
  return {
    answered: choices !== undefined,
    results: (choices ?? []).map(({ id: result, title, description }) => ({ id: result, title, description }))
  }
}

/** The message is the person's own, and says by which bot it came. */
export function chooseInline(
  world: World,
  chatId: number,
  wish: { inline_query_id: string; result_id: string; thread_id?: number | undefined }
): SandboxMessage {
  const asked = must(world.inline.get(wish.inline_query_id), 'such inline query')
  const choice = must(
    (asked.choices ?? []).find(({ id }) => id === wish.result_id),
    'such result'
  )
  return agentSays(world, chatId, asked.user_id, {
    thread_id: wish.thread_id,
    chosen: choice.content
  })
}
