import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { allPages, type Page } from '../../api/all-pages.js'
import { api, got, type Schemas } from '../../api/client.js'
import { may } from '../../api/session.js'
import { useLoaded } from '../../load.js'
import { hrefOf, replaceQuery, route } from '../../route.js'
import { Listing } from '../../ui/listing.js'
import { NoSuchPage } from '../../ui/states.js'
import { common } from '../../words/common.js'
import { contentWords } from '../../words/content.js'
import { valueWords } from '../../words/settings.js'
import { Create } from '../settings/create.js'
import { Imports } from './imports.js'
import { Texts } from './preview.js'

export const kinds = ['templates', 'articles'] as const

/** Templates and articles: found, shown as they will look, each with a page of its own to write it. */
export function Content() {
  const words = contentWords.value
  const { query } = route.value
  const asked = query.get('what') ?? 'templates'
  const what = kinds.find(one => one === asked)
  const q = query.get('q') ?? ''
  const input = useRef<HTMLInputElement>(null)
  const imported = useSignal(0)
  if (!what) return <NoSuchPage />
  const of = `${what} ${q} ${imported.value}`
  return (
    <>
      <div class="head">
        <h1>{common.value.pages.content}</h1>
        <search>
          <form
            onSubmit={event => {
              event.preventDefault()
              replaceQuery({ what, q: input.current?.value.trim() ?? '' })
            }}
          >
            <label class="visually-hidden" for="find-content">
              {words.search}
            </label>
            <input id="find-content" ref={input} type="search" placeholder={words.search} value={q} />
          </form>
        </search>
      </div>
      <nav class="tabs" aria-label={words.kinds}>
        {kinds.map(one => (
          <a
            key={one}
            href={hrefOf('content', { what: one })}
            aria-current={one === what ? 'true' : undefined}
          >
            {words[one]}
          </a>
        ))}
      </nav>
      <div class="stack">
        <div class="row between">
          {may('settings:write') && <Create at={`content/${what}`} />}
          <a class="button" href={`/api/v1/${what}/export`} download={`${what}.json`}>
            {words.exportAll}
          </a>
        </div>
        {what === 'templates' ? <Templates key={of} of={of} q={q} /> : <Articles key={of} of={of} q={q} />}
        {may('settings:write') && <Imports key={what} what={what} done={() => imported.value++} />}
      </div>
    </>
  )
}

interface Asked {
  /** What the list is of, anew after an import. */
  readonly of: string
  readonly q: string
}

function Templates({ of, q }: Asked) {
  const words = contentWords.value
  return (
    <Listing
      of={of}
      caption={words.templates}
      read={query =>
        got(api.GET('/api/v1/templates', { params: { query: { ...query, ...(q !== '' && { q }) } } }))
      }
      keyOf={({ id }) => id}
      columns={() => [
        {
          name: words.name,
          value: ({ name }) => name,
          show: ({ id, name }) => <a href={hrefOf(`content/templates/${id}`)}>{name}</a>
        },
        {
          name: words.shortcode,
          value: ({ shortcode }) => shortcode,
          show: ({ shortcode }) => <code>/t {shortcode}</code>
        },
        { name: words.category, value: ({ category }) => category ?? null },
        { name: words.uses, value: ({ uses }) => uses },
        {
          name: words.languages,
          value: ({ texts }) => Object.keys(texts).join(', '),
          show: ({ texts, format }) => (
            <details>
              <summary>{Object.keys(texts).join(', ')}</summary>
              <Texts texts={texts} format={format ?? 'html'} />
            </details>
          )
        }
      ]}
    />
  )
}

interface Article {
  readonly id: string
  readonly title: string
  readonly summary: string
  /** Of what was found by words neither is told. */
  readonly language: string | null
  readonly audience: string | null
}
type Used = Schemas['ArticleUse']
const lately = 30 * 86_400_000

/** What became of the articles in the last thirty days, by id; of one of which nothing did there is none. */
async function readUsed(): Promise<ReadonlyMap<string, Used>> {
  const period = { from: new Date(Date.now() - lately).toISOString(), to: new Date().toISOString() }
  const all = await allPages(cursor =>
    got(api.GET('/api/v1/reports/articles', { params: { query: { ...period, limit: 100, ...cursor } } }))
  )
  return new Map(all.map(one => [one.article_id, one]))
}

function Articles({ of, q }: Asked) {
  const words = contentWords.value
  const { state } = useLoaded('articles used', async () => (may('reports:read') ? readUsed() : null))
  const used = state.value.kind === 'ready' ? state.value.value : null
  return (
    <Listing
      of={of}
      caption={words.articles}
      read={async (query): Promise<Page<Article>> => {
        if (q === '') return got(api.GET('/api/v1/articles', { params: { query } }))
        const { data, page } = await got(
          api.GET('/api/v1/articles/search', { params: { query: { q, limit: 25 } } })
        )
        return { data: data.map(one => ({ ...one, language: null, audience: null })), page }
      }}
      keyOf={({ id }) => id}
      columns={() => [
        {
          name: words.title,
          value: ({ title }) => title,
          show: ({ id, title, summary }) => (
            <>
              <a href={hrefOf(`content/articles/${id}`)}>{title}</a>
              <p class="muted">{summary}</p>
            </>
          )
        },
        { name: words.language, value: ({ language }) => language },
        { name: words.audience, value: ({ audience }) => audience && valueWords(audience) },
        ...(used
          ? [
              { name: words.sentLately, value: ({ id }: Article) => used.get(id)?.sent ?? 0 },
              { name: words.helped, value: ({ id }: Article) => used.get(id)?.helpful ?? 0 },
              { name: words.helpedNot, value: ({ id }: Article) => used.get(id)?.not_helpful ?? 0 }
            ]
          : [])
      ]}
    />
  )
}
