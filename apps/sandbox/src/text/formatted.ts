import type { MessageEntity } from '@grammyjs/types'
import { badRequest } from '../api-error.js'
import type { Params } from '../params.js'
import { userById } from '../world/wire.js'
import type { World } from '../world/world.js'
import { withAutomatic } from './automatic.js'
import { cleaned } from './clean.js'
import { checkEntities, type Formatted } from './entities.js'
import { fromHtml } from './html.js'
import { fromMarkdown } from './markdown.js'
import { fromMarkdownV2 } from './markdown-v2.js'

export const maxText = 4096
export const maxCaption = 1024

/** Telegram counts Unicode code points, although entities are placed in UTF-16 units. */
export const codePoints = (text: string): number => {
  let count = 0
  for (const _ of text) count += 1
  return count
}

/** A text with its markup read, by the names that its parameters have in the call. */
export function parsed(
  params: Params,
  textName: string,
  entitiesName: string,
  modeName = 'parse_mode'
): Formatted {
  const text = params.text(textName) ?? ''
  const mode = params.text(modeName)?.toLowerCase() ?? ''
  switch (mode) {
    case '':
    case 'none':
      return { text, entities: checkEntities(text, params.json(entitiesName, 'entities')) }
    case 'html':
      return fromHtml(text)
    case 'markdown':
      return fromMarkdown(text)
    case 'markdownv2':
      return fromMarkdownV2(text)
    default:
      throw badRequest('unsupported parse_mode')
  }
}

/** A person whom the bot has never met is not mentioned. */
function known(world: World, entities: readonly MessageEntity[]): MessageEntity[] {
  return entities.flatMap((entity): MessageEntity[] => {
    if (entity.type !== 'text_mention') return [entity]
    const { id } = entity.user
    if (id !== world.bot.id && !world.people.get(id)) return []
    return [{ ...entity, user: userById(world, id) }]
  })
}

/** A text as it will stand in the message, whoever wrote it. */
export function asKept(world: World, { text, entities }: Formatted): Formatted {
  return withAutomatic(cleaned({ text, entities: known(world, entities) }))
}

export function messageText(world: World, params: Params): Formatted {
  const formatted = asKept(world, parsed(params, 'text', 'entities'))
  if (formatted.text === '') throw badRequest('message text is empty')
  if (codePoints(formatted.text) > maxText) throw badRequest('message is too long')
  return formatted
}

export function messageCaption(world: World, params: Params): Formatted {
  const formatted = asKept(world, parsed(params, 'caption', 'caption_entities'))
  if (codePoints(formatted.text) > maxCaption) throw badRequest('message caption is too long')
  return formatted
}

export const textContent = ({ text, entities }: Formatted) => ({
  text,
  ...(entities.length > 0 && { entities })
})

export const captionContent = ({ text, entities }: Formatted) =>
  text === '' ? {} : { caption: text, ...(entities.length > 0 && { caption_entities: entities }) }
