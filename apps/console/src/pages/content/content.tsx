import { useRef } from 'preact/hooks'
import { api, got } from '../../api/client.js'
import { may } from '../../api/session.js'
import { useLoaded } from '../../load.js'
import { hrefOf, replaceQuery, route } from '../../route.js'
import { Empty, Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { common } from '../../words/common.js'
import { contentWords } from '../../words/content.js'
import { Imports } from './imports.js'
import { Preview } from './preview.js'

type What = 'templates' | 'articles'

/** Templates and articles: found, shown as they will look, edited where all settings are. */
export function Content() {
  const words = contentWords.value
  const { query } = route.value
  const what: What = query.get('what') === 'articles' ? 'articles' : 'templates'
  const q = query.get('q') ?? ''
  const input = useRef<HTMLInputElement>(null)
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
        {(['templates', 'articles'] as const).map(one => (
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
        {what === 'templates' ? <Templates q={q} /> : <Articles q={q} />}
        <div class="row">
          <a class="button" href={hrefOf(`settings/${what}`)}>
            {may('settings:write') ? words.create : words.documents}
          </a>
          <a class="button" href={`/api/v1/${what}/export`} download={`${what}.json`}>
            {words.exportAll}
          </a>
        </div>
        {may('settings:write') && <Imports key={what} what={what} />}
      </div>
    </>
  )
}

function Templates({ q }: { q: string }) {
  const words = contentWords.value
  const { state, again } = useLoaded(`templates ${q}`, async () => {
    const query = { limit: 100, ...(q !== '' && { q }) }
    const { data } = await got(api.GET('/api/v1/templates', { params: { query } }))
    return data
  })
  return (
    <Shown of={state} again={again}>
      {rows =>
        rows.length === 0 ? (
          <Empty title={words.empty} />
        ) : (
          <Table
            caption={words.templates}
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              {
                name: words.name,
                value: ({ name }) => name,
                show: ({ id, name }) => <a href={hrefOf(`settings/templates/${id}`)}>{name}</a>
              },
              {
                name: words.shortcode,
                value: row => row.shortcode,
                show: row => <code>/t {row.shortcode}</code>
              },
              { name: words.category, value: ({ category }) => category ?? null },
              { name: words.uses, value: row => ('uses' in row ? Number(row.uses) : null) },
              {
                name: words.preview,
                value: ({ texts }) => Object.keys(texts).join(', '),
                show: ({ texts, format }) => <Preview texts={texts} format={format ?? 'html'} />
              }
            ]}
          />
        )
      }
    </Shown>
  )
}

interface Article {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly language: string | null
  readonly audience: string | null
}

function Articles({ q }: { q: string }) {
  const words = contentWords.value
  const { state, again } = useLoaded(`articles ${q}`, async (): Promise<readonly Article[]> => {
    if (q !== '') {
      const { data } = await got(api.GET('/api/v1/articles/search', { params: { query: { q, limit: 25 } } }))
      return data.map(({ id, title, summary }) => ({ id, title, summary, language: null, audience: null }))
    }
    const { data } = await got(api.GET('/api/v1/articles', { params: { query: { limit: 100 } } }))
    return data.map(({ id, title, summary, language, audience }) => ({
      id,
      title,
      summary: summary ?? '',
      language: language ?? null,
      audience: audience ?? null
    }))
  })
  return (
    <Shown of={state} again={again}>
      {rows =>
        rows.length === 0 ? (
          <Empty title={words.empty} />
        ) : (
          <Table
            caption={words.articles}
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              {
                name: words.title,
                value: ({ title }) => title,
                show: ({ id, title, summary }) => (
                  <>
                    <a href={hrefOf(`settings/articles/${id}`)}>{title}</a>
                    <p class="muted">{summary}</p>
                  </>
                )
              },
              { name: words.language, value: ({ language }) => language },
              { name: words.audience, value: ({ audience }) => audience }
            ]}
          />
        )
      }
    </Shown>
  )
}
