import { useLoaded } from '../../load.js'
import { hrefOf, route } from '../../route.js'
import { Empty, NoSuchPage, Shown } from '../../ui/states.js'
import { common } from '../../words/common.js'
import { contentWords } from '../../words/content.js'
import { SettingDocument } from '../settings/document.js'
import { settingKinds } from '../settings/schema.js'
import { kinds } from './content.js'
import { Preview } from './preview.js'

/** A template or an article, written with a look at what will be sent. */
export function ContentOf({ id }: { id: string }) {
  const what = kinds.find(one => one === id)
  const [, document] = route.value.rest
  const { state, again } = useLoaded('kinds', settingKinds)
  if (what === undefined || document === undefined) return <NoSuchPage />
  const home = hrefOf('content', { what })
  return (
    <>
      <p class="crumbs">
        <a href={home}>{contentWords.value[what]}</a>
      </p>
      <div class="head">
        <h1>{document}</h1>
      </div>
      <Shown of={state} again={again}>
        {({ kinds: all, resolve }) => {
          const kind = all.find(({ path }) => path === what)
          const of = kind?.schemas.get('')
          return kind && of ? (
            <SettingDocument
              key={`${what}/${document}`}
              kind={kind}
              id={document}
              schema={resolve(of.schema)}
              scope={of.scope}
              home={home}
              beside={draft => <Preview of={draft} />}
            />
          ) : (
            <Empty title={common.value.notFoundTitle} />
          )
        }}
      </Shown>
    </>
  )
}
