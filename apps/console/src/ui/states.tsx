import type { Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Refused } from '../api/client.js'
import type { Loaded } from '../load.js'
import { common } from '../words/common.js'
import { sentence } from '../words/language.js'
import { refusalWords } from '../words/refusals.js'

/** What is asked for, or in words why it is not there. */
export function Shown<T>(props: {
  of: Signal<Loaded<T>>
  again: () => void
  children: (value: T) => ComponentChildren
}) {
  const loaded = props.of.value
  switch (loaded.kind) {
    case 'loading':
      return <Loading />
    case 'ready':
      return (
        <>
          {loaded.isOld && (
            <p class="note warn" role="status">
              {common.value.old} <Again again={props.again} />
            </p>
          )}
          {props.children(loaded.value)}
        </>
      )
    case 'refused':
      return <Told refused={loaded.refused} />
    case 'broken':
      return (
        <div class="state" role="alert">
          <h2>{common.value.brokenTitle}</h2>
          <p>{common.value.broken}</p>
          <Again again={props.again} />
        </div>
      )
  }
}

export const Loading = () => (
  <div class="state loading" role="status">
    <span class="spinner" aria-hidden="true" />
    {common.value.loading}
  </div>
)

const Again = ({ again }: { again: () => void }) => (
  <button type="button" class="quiet" onClick={again}>
    {common.value.again}
  </button>
)

/** Why not, in the language of the page where there are words for it. */
export function inWords({ type, message, members, errors }: Refused): string {
  if (type === 'missing_scope') return common.value.missingScope(String(members['scope']))
  const known = refusalWords(type)
  if (known !== undefined) return known
  const [first] = errors
  return sentence(
    first ? `${first.pointer.slice(1).replaceAll('/', ' › ')} ${first.message}`.trim() : message
  )
}

const Told = ({ refused }: { refused: Refused }) => (
  <div class="state" role="alert">
    <h2>{common.value.refusedTitle}</h2>
    {refused.type === 'bad_query' ? (
      <>
        <p>{common.value.badQuery}</p>
        <code lang="en">{sentence(refused.message)}</code>
      </>
    ) : (
      <p>{inWords(refused)}</p>
    )}
  </div>
)

/** Of an address that was typed by hand. */
export const NoPage = () => <Empty title={common.value.notFoundTitle}>{common.value.notFound}</Empty>

export const NoSuchPage = () => (
  <>
    <h1>{common.value.notFoundTitle}</h1>
    <Empty title={common.value.notFound} />
  </>
)

export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="state">
    <h2>{title}</h2>
    {children && <p>{children}</p>}
  </div>
)
