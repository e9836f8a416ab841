type Simple = 'bold' | 'italic' | 'underline' | 'strikethrough' | 'spoiler' | 'code'

export interface Kind {
  /** As Telegram's complaints name it. */
  name: string
  begins: string
  ends: string
  /** Says all there is to say; absent where the entity needs more. */
  type?: Simple
}

const simple = (name: string, mark: string, type: Simple): Kind => ({ name, begins: mark, ends: mark, type })

export const link: Kind = { name: 'TextUrl', begins: '[', ends: ']' }
export const emoji: Kind = { name: 'CustomEmoji', begins: '![', ends: ']' }
export const quote: Kind = { name: 'BlockQuote', begins: '>', ends: '\n' }
export const pre: Kind = { name: 'Pre', begins: '```', ends: '```' }
export const preCode: Kind = { ...pre, name: 'PreCode' }
export const spoiler = simple('Spoiler', '||', 'spoiler')
export const italic = simple('Italic', '_', 'italic')
export const code = simple('Code', '`', 'code')

/** What a sign may begin, longer marks first. */
export const kinds: readonly Kind[] = [
  simple('Underline', '__', 'underline'),
  spoiler,
  simple('Bold', '*', 'bold'),
  italic,
  simple('Strikethrough', '~', 'strikethrough'),
  link,
  emoji,
  code
]

export const isCode = (kind: Kind | undefined): boolean => kind === code || kind === pre || kind === preCode
