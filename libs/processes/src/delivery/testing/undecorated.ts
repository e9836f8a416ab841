import type { MessageEntity } from '@grammyjs/types'

/** Of the customers in these scenes. */
const looks = /^(↻ perhaps repeated: )?(?:Anna(?:[\n ]|$)|▸ )/

type Params = Readonly<Record<string, unknown>>

/** What a call says, without the looks that compose/looks.ts gives it: specs read the words, looks.spec.ts the looks. */
export function undecorated(params: Params): Params {
  const { media } = params
  if (Array.isArray(media)) return { ...params, media: media.map(undecorated) }
  const [name, listName] = 'caption' in params ? ['caption', 'caption_entities'] : ['text', 'entities']
  const text = params[name]
  if (typeof text !== 'string') return params
  const list = (params[listName] ?? []) as readonly MessageEntity[]
  const line = looks.exec(text)
  const mark = line?.[1] ?? ''
  const gone = line ? line[0].length - mark.length : 0
  if (gone === 0) return params
  const rest = list
    .filter(({ type, offset }) => offset >= gone || (type !== 'bold' && type !== 'italic'))
    .map(entity => ({ ...entity, offset: Math.max(0, entity.offset - gone) }))
  const left = Object.entries(params).filter(([key]) => key !== name && key !== listName)
  const said = mark + text.slice(mark.length + gone)
  return {
    ...Object.fromEntries(left),
    ...(said === '' ? {} : { [name]: said }),
    ...(rest.length > 0 ? { [listName]: rest } : {})
  }
}
