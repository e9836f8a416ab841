import { api, got } from '../../api/client.js'
import { may } from '../../api/session.js'
import { useLoaded } from '../../load.js'
import { hrefOf, route } from '../../route.js'
import { Empty, Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { Ago } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { kindWords, settingsWords } from '../../words/settings.js'
import { Create } from './create.js'
import { SettingDocument } from './document.js'
import { type Kind, settingKinds } from './schema.js'

/** Every kind of settings that the desk has. */
export function Settings() {
  const { state, again } = useLoaded('kinds', settingKinds)
  return (
    <>
      <div class="head">
        <h1>{common.value.pages.settings}</h1>
      </div>
      <Shown of={state} again={again}>
        {({ kinds }) => (
          <nav aria-label={settingsWords.value.kinds}>
            <ul class="grid small-grid">
              {kinds.map(({ path }) => (
                <li key={path}>
                  <a class="tile" href={hrefOf(`settings/${path}`)}>
                    <b>{kindWords(path)}</b>
                    <span>
                      <code>{path}</code>
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        )}
      </Shown>
    </>
  )
}

/** The documents of a kind, or one of them. */
export function SettingsOf({ id: path }: { id: string }) {
  const words = settingsWords.value
  const { state, again } = useLoaded('kinds', settingKinds)
  const [, document] = route.value.rest
  return (
    <>
      <p class="crumbs">
        <a href={hrefOf('settings')}>{words.all}</a>
        {document !== undefined && (
          <>
            {' › '}
            <a href={hrefOf(`settings/${path}`)}>{kindWords(path)}</a>
          </>
        )}
      </p>
      <div class="head">
        <h1>{document ?? kindWords(path)}</h1>
      </div>
      <Shown of={state} again={again}>
        {({ kinds, resolve }) => {
          const kind = kinds.find(one => one.path === path)
          if (!kind) return <Empty title={common.value.notFoundTitle} />
          if (document === undefined) return <Documents kind={kind} />
          const of = kind.schemas.get(document) ?? kind.schemas.get('')
          if (!of) return <Empty title={common.value.notFoundTitle} />
          return (
            <SettingDocument
              key={`${path}/${document}`}
              kind={kind}
              id={document}
              schema={resolve(of.schema)}
              scope={of.scope}
              home={hrefOf(`settings/${path}`)}
            />
          )
        }}
      </Shown>
    </>
  )
}

interface Listed {
  readonly id: string
  readonly name?: string | null
  readonly title?: string
  readonly version: number | null
  readonly published_at: string | null
  readonly standing?: { readonly state: string; readonly why: string | null }
}

function Documents({ kind }: { kind: Kind }) {
  const words = settingsWords.value
  const { state, again } = useLoaded(kind.path, async () => {
    const query = { params: { query: { limit: 100 } } }
    const answer: unknown = await got(api.GET(`/api/v1/${kind.path}` as never, query as never) as never)
    const { data } = answer as { data: readonly Listed[] }
    const only = [...kind.schemas.keys()].filter(id => id !== '' && !data.some(one => one.id === id))
    return [...data, ...only.map(id => ({ id, version: null, published_at: null }))] as readonly Listed[]
  })
  const scope = kind.schemas.get('')?.scope
  return (
    <div class="stack">
      {scope !== undefined && may(scope) && <Create at={`settings/${kind.path}`} />}
      <Shown of={state} again={again}>
        {rows =>
          rows.length === 0 ? (
            <Empty title={words.empty} />
          ) : (
            <Table
              caption={kindWords(kind.path)}
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                {
                  name: words.id,
                  value: ({ id }) => id,
                  show: ({ id }) => <a href={hrefOf(`settings/${kind.path}/${id}`)}>{id}</a>
                },
                { name: words.name, value: ({ name, title }) => name ?? title ?? null },
                { name: words.version, value: ({ version }) => version ?? null },
                {
                  name: words.published,
                  value: ({ published_at }) => published_at ?? null,
                  show: ({ published_at: at }) => (at ? <Ago at={at} /> : words.notSet)
                }
              ]}
            />
          )
        }
      </Shown>
    </div>
  )
}
