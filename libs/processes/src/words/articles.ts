import { packSlug } from '#kernel'
import type { InEach } from './language.js'
import type { Details } from './refusals.js'

/** An article that somebody looked for. */
export interface FoundArticle {
  readonly id: string
  readonly title: string
  readonly url: string | null
  readonly audience: 'customers' | 'agents'
}

export const mostArticles = 5

const longestUrl = 300

/** As it is recorded: titles, addresses and ids, nothing of what was asked. A lock is before what is for colleagues. */
export const articleDetails = (found: readonly FoundArticle[]): Details => ({
  lines: found
    .map(({ title, url, audience }) => {
      const shown = `${signs[audience]} ${oneLine(title)}`
      return url === null || url.length > longestUrl ? shown : `${shown}\n${url}`
    })
    .join('\n'),
  names: found.map(({ title }) => oneLine(title)).join('\n'),
  articles: found.map(({ id }) => packSlug(id)).join(' ')
})

const signs = { customers: '📄', agents: '🔒' } as const
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** A button for each, which shows it. */
export function articleButtons({
  names,
  articles
}: Details): { readonly text: string; readonly data: string }[] {
  const named = String(names ?? '').split('\n')
  return String(articles ?? '')
    .split(' ')
    .filter(Boolean)
    .map((article, index) => ({ text: named[index] || '…', data: `kb:${article}` }))
}

interface ArticleWords {
  /** On the card; so many are suggested. */
  readonly suggested: (count: number) => string
  /** Above the list of them. */
  readonly perhaps: string
  readonly gone: string
  readonly forAgents: string
  readonly link: string
}

export const articleWords: InEach<ArticleWords> = {
  en: {
    suggested: count => `📄 Articles · ${count}`,
    perhaps: 'This may help. The customer has got nothing of it yet.',
    gone: 'These articles are there no more.',
    forAgents: '🔒 For colleagues: it can not be sent.',
    link: 'Link to the ticket'
  },
  ru: {
    suggested: count => `📄 Статьи · ${count}`,
    perhaps: 'Может пригодиться. Клиент этого пока не видит.',
    gone: 'Этих статей больше нет.',
    forAgents: '🔒 Для коллег: клиенту не отправить.',
    link: 'Привязать к обращению'
  }
}
