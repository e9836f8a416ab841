import type { Details } from './refusals.js'

/** An article that somebody looked for. */
export interface FoundArticle {
  readonly title: string
  readonly url: string | null
  readonly audience: 'customers' | 'agents'
}

export const mostArticles = 5

const longestUrl = 300

/** As it is recorded: titles and addresses, nothing of what was asked. A lock is before what is for colleagues. */
export const articleDetails = (found: readonly FoundArticle[]): Details => ({
  lines: found
    .map(({ title, url, audience }) => {
      const shown = `${audience === 'agents' ? '🔒' : '📄'} ${title.replace(/\s+/g, ' ').trim()}`
      return url === null || url.length > longestUrl ? shown : `${shown}\n${url}`
    })
    .join('\n')
})
