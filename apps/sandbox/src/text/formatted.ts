import { badRequest } from '../api-error.js'
import type { Params } from '../params.js'
import { checkEntities, type Formatted, trimmed, withAutomatic } from './entities.js'
import { fromHtml } from './html.js'
import { fromMarkdown } from './markdown.js'

export const maxText = 4096
export const maxCaption = 1024

/** Telegram counts Unicode code points, although entities are placed in UTF-16 units. */
export const codePoints = (text: string): number => {
  let count = 0
  for (const _ of text) count += 1
  return count
}

function parsed(params: Params, textName: string, entitiesName: string): Formatted {
  const text = (params.text(textName) ?? '').replaceAll('\r', '')
  const mode = params.text('parse_mode')?.toLowerCase() ?? ''
  switch (mode) {
    case '':
    case 'none':
      return { text, entities: checkEntities(text, params.json(entitiesName, 'entities')) }
    case 'html':
      return fromHtml(text)
    case 'markdown':
    case 'markdownv2':
      return fromMarkdown(text, mode === 'markdownv2')
    default:
      throw badRequest('unsupported parse_mode')
  }
}

export function messageText(params: Params): Formatted {
  const formatted = withAutomatic(trimmed(parsed(params, 'text', 'entities')))
  if (formatted.text === '') throw badRequest('message text is empty')
  if (codePoints(formatted.text) > maxText) throw badRequest('message is too long')
  return formatted
}

export function messageCaption(params: Params): Formatted {
  const formatted = withAutomatic(trimmed(parsed(params, 'caption', 'caption_entities')))
  if (codePoints(formatted.text) > maxCaption) throw badRequest('message caption is too long')
  return formatted
}

export const textContent = ({ text, entities }: Formatted) => ({
  text,
  ...(entities.length > 0 && { entities })
})

export const captionContent = ({ text, entities }: Formatted) =>
  text === '' ? {} : { caption: text, ...(entities.length > 0 && { caption_entities: entities }) }
