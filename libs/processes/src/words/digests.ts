import { type Digest, type NewsKind, newsKinds } from '#domain'
import type { InEach, Language } from './language.js'

interface DigestWords {
  readonly kinds: { readonly [Kind in NewsKind]: string }
  readonly more: (count: number) => string
}

export const digestWords: InEach<DigestWords> = {
  en: {
    kinds: {
      overdue: '🔴 overdue',
      due_soon: '⏰ due soon',
      retracted: '🟢 not overdue after all',
      handed_up: '⬆️ handed up',
      by_rule: 'said by rules',
      stopped: 'moved too often',
      taken_back: 'taken from whoever is away',
      alert: '🚨 alerts'
    },
    more: count => ` and ${count} more`
  },
  ru: {
    kinds: {
      overdue: '🔴 просрочено',
      due_soon: '⏰ скоро срок',
      retracted: '🟢 всё же не просрочено',
      handed_up: '⬆️ передано выше',
      by_rule: 'сообщений правил',
      stopped: 'слишком часто перемещались',
      taken_back: 'взято у отсутствующих',
      alert: '🚨 тревог'
    },
    more: count => ` и ещё ${count}`
  }
}

/** What was told together. */
export function digestText(
  language: Language,
  { counts, tickets, more }: Pick<Digest, 'counts' | 'tickets' | 'more'>
): string {
  const { kinds, more: andMore } = digestWords[language]
  const news = newsKinds.flatMap(kind => ((counts[kind] ?? 0) > 0 ? [`${kinds[kind]}: ${counts[kind]}`] : []))
  const named = tickets.length > 0 ? `\n${tickets.join(', ')}${more > 0 ? andMore(more) : ''}` : ''
  return `${news.join(', ')}${named}`
}
