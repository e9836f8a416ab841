import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Refused, Unreachable } from '../../api/client.js'
import { draftOf } from '../../api/drafts.js'
import { may } from '../../api/session.js'
import { useLoaded } from '../../load.js'
import { go } from '../../route.js'
import { inWords, NoPage, Shown } from '../../ui/states.js'
import { Ago } from '../../ui/time.js'
import { say } from '../../ui/toasts.js'
import { common } from '../../words/common.js'
import { placeWords, problemWords, settingsWords, valueWords } from '../../words/settings.js'
import { idPattern } from './create.js'
import { Difference } from './difference.js'
import { Fields } from './fields.js'
import { type Published, publish, readPublished, retire } from './publish.js'
import { blankOf, type Document, isObject, type Kind, type Schema } from './schema.js'
import { Trial } from './trial.js'
import { UsedBy } from './used-by.js'

interface Props {
  readonly kind: Kind
  readonly id: string
  readonly schema: Schema
  readonly scope: string
  /** Where one is once it is out of use. */
  readonly home: string
  /** What is shown beside the form, of what stands in it. */
  readonly beside?: (draft: Document) => ComponentChildren
}

/** One document of settings: what is in force, or a new one. */
export function SettingDocument(props: Props) {
  const { kind, id } = props
  const { state, again } = useLoaded(`${kind.path}/${id}`, () => readPublished(kind.path, id))
  return (
    <Shown of={state} again={again}>
      {published =>
        published || new RegExp(`^${idPattern}$`).test(id) ? (
          <Editor {...props} published={published} again={again} />
        ) : (
          <NoPage />
        )
      }
    </Shown>
  )
}

const pretty = (document: Document): string => JSON.stringify(document, undefined, 2)

/** What is written and not published: it stays while somebody looks at what it would do, and over a reload. */
interface Draft {
  readonly body: Document
  /** The version that it was written over. Absent: there was none. */
  readonly base?: number
}
function draftIn(key: string): Draft | undefined {
  const kept = localStorage.getItem(key)
  return kept === null ? undefined : (JSON.parse(kept) as Draft)
}

function Editor(props: Props & { published: Published | undefined; again: () => void }) {
  const { kind, id, schema, scope, published, again } = props
  const words = settingsWords.value
  const blank = blankOf(schema)
  const start = published?.body ?? (isObject(blank) ? blank : {})
  const key = draftOf(`${kind.path}/${id}`, 'setting')
  const [kept] = useState(() => draftIn(key))
  const draft = useSignal<Document>(kept?.body ?? start)
  const text = useSignal<string | null>(null)
  const refused = useSignal<Refused | null>(null)
  const base = useSignal(kept ? kept.base : published?.version)
  const theirs = useSignal<Published | null>(null)
  const mayWrite = may(scope)
  // What somebody else publishes is told, never put over what is written here.
  useEffect(() => {
    if (published && published.version !== base.value && (kept || base.value !== undefined))
      theirs.value = published
  }, [published])

  const errors = new Map(refused.value?.errors.map(one => [one.pointer, problemWords.value(one.message)]))
  const set = (next: Document) => {
    draft.value = next
    text.value = null
  }
  const inForce = theirs.value ?? published
  const isChanged = inForce === undefined || pretty(draft.value) !== pretty(inForce.body)
  const isDraft = pretty(draft.value) !== pretty(inForce?.body ?? start)
  useEffect(() => {
    if (!isDraft) localStorage.removeItem(key)
    else {
      const { value } = base
      const now: Draft = { body: draft.value, ...(value !== undefined && { base: value }) }
      localStorage.setItem(key, JSON.stringify(now))
    }
  }, [isDraft, draft.value, base.value])

  async function send(): Promise<void> {
    refused.value = null
    try {
      const done = await publish(kind.path, id, draft.value, base.value)
      say(words.published1(done.version))
      base.value = done.version
      theirs.value = null
      draft.value = done.body
      again()
    } catch (error) {
      if (error instanceof Refused && error.status === 412) {
        const now = await readPublished(kind.path, id)
        theirs.value = now ?? null
        base.value = now?.version
      } else if (error instanceof Refused) refused.value = error
      else if (error instanceof Unreachable) say(common.value.broken, true)
      else throw error
    }
  }
  async function takeOut(): Promise<void> {
    if (!confirm(words.sureRetire(id))) return
    refused.value = null
    try {
      await retire(kind.path, id)
      say(words.retired)
      go(props.home)
    } catch (error) {
      if (error instanceof Refused) refused.value = error
      else say(common.value.broken, true)
    }
  }
  const users = refused.value?.members['referred_by']
  return (
    <div class="stack">
      {published && (
        <p class="muted">
          {words.version} {published.version} · {words.published} <Ago at={published.publishedAt} />
          {published.standing &&
            ` · ${valueWords(published.standing.state)}${published.standing.why === null ? '' : `: ${published.standing.why}`}`}
        </p>
      )}
      {!mayWrite && <p class="note">{words.readOnly}</p>}
      {theirs.value && <p class="note warn">{words.theirs(theirs.value.version)}</p>}
      {refused.value && (
        <p class="note bad" role="alert">
          {errors.size === 0 ? inWords(refused.value) : words.refused}
          {Array.isArray(users) && ` — ${words.usedBy} ${users.join(', ')}`}
        </p>
      )}
      {errors.size > 0 && (
        <ul class="error">
          {[...errors].map(([pointer, message]) => (
            <li key={pointer}>
              {pointer !== '' && <strong>{placeWords(pointer)}: </strong>}
              {message}
            </li>
          ))}
        </ul>
      )}
      {isDraft && mayWrite && (
        <p class="note row between">
          {words.isDraft}
          <button
            type="button"
            class="quiet"
            onClick={() => {
              set(inForce?.body ?? start)
              base.value = inForce?.version
              theirs.value = null
              refused.value = null
            }}
          >
            {words.dropDraft}
          </button>
        </p>
      )}
      <div class="columns even">
        <section class="card stack" aria-labelledby="form">
          <h2 id="form">{words.form}</h2>
          <fieldset disabled={!mayWrite}>
            <Fields schema={schema} value={draft.value} set={set} pointer="" errors={errors} />
          </fieldset>
        </section>
        <div class="stack">
          {props.beside?.(draft.value)}
          <section class="card stack" aria-labelledby="document">
            <h2 id="document">{words.document}</h2>
            <small class="muted">{words.documentHint}</small>
            <textarea
              class="json"
              rows={Math.min(30, pretty(draft.value).split('\n').length + 1)}
              spellcheck={false}
              readOnly={!mayWrite}
              aria-labelledby="document"
              aria-invalid={text.value === null ? undefined : 'true'}
              value={text.value ?? pretty(draft.value)}
              onInput={({ currentTarget: { value } }) => {
                try {
                  const parsed: unknown = JSON.parse(value)
                  if (isObject(parsed)) draft.value = parsed
                  text.value = isObject(parsed) ? null : value
                } catch {
                  text.value = value
                }
              }}
            />
            {text.value !== null && <p class="error">{words.notJson}</p>}
          </section>
          {mayWrite && (
            <div class="row">
              <button
                type="button"
                class="primary"
                disabled={!isChanged || text.value !== null}
                onClick={() => void send()}
              >
                {words.publish}
              </button>
              {published && kind.path !== 'desk' && (
                <button type="button" class="danger" onClick={() => void takeOut()}>
                  {words.retire}
                </button>
              )}
              {!isChanged && <span class="muted">{words.unchanged}</span>}
            </div>
          )}
          {published && kind.schemas.has('') && <UsedBy path={kind.path} id={id} />}
          {kind.path === 'rules' && may('tickets:read') && <Trial id={id} rule={draft.value} />}
          {inForce && isChanged && (
            <Difference
              title={words.differs(inForce.version)}
              before={pretty(inForce.body)}
              after={pretty(draft.value)}
            />
          )}
          {published && !isChanged && <Before kind={kind.path} id={id} published={published} />}
        </div>
      </div>
    </div>
  )
}

/** What the version in force has changed. */
function Before({ kind, id, published }: { kind: string; id: string; published: Published }) {
  const words = settingsWords.value
  const { state, again } = useLoaded(`${kind}/${id} ${published.version}`, async () =>
    published.version === 0 ? undefined : readPublished(kind, id, published.version - 1)
  )
  return (
    <Shown of={state} again={again}>
      {before =>
        before ? (
          <Difference title={words.before} before={pretty(before.body)} after={pretty(published.body)} />
        ) : (
          <p class="muted">{words.first}</p>
        )
      }
    </Shown>
  )
}
