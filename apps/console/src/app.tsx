import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { api, got } from './api/client.js'
import { isLost, startListening, stopListening } from './api/live.js'
import { begun, mayBeSignedIn, session, signedOut, unknown } from './api/session.js'
import { offered, Shows } from './pages/pages.js'
import { SignIn } from './pages/sign-in.js'
import { go, hrefOf, route } from './route.js'
import { Account } from './ui/account.js'
import { Empty, Loading, NoSuchPage } from './ui/states.js'
import { Toasts } from './ui/toasts.js'
import { common } from './words/common.js'

export function App() {
  useLayoutEffect(() => {
    const hasCode = route.value.page === 'sign-in'
    if (hasCode || !mayBeSignedIn()) {
      session.value = null
      return
    }
    got(api.GET('/api/v1/session')).then(begun, unknown)
  }, [])
  const known = session.value
  const isIn = known !== null && known !== undefined
  useEffect(() => {
    if (!isIn) return
    startListening()
    return stopListening
  }, [isIn])
  if (known === undefined) return <Loading />
  // A link that signs somebody in does so, whoever was here.
  if (known === null || route.value.page === 'sign-in') return <SignIn />
  return <Desk />
}

function Desk() {
  const pages = offered()
  const { page: name, rest, query } = route.value
  const page = pages.find(one => one.name === name)
  const first = pages[0]
  useEffect(() => {
    if (first && name === '') go(hrefOf(first.name))
  }, [name])
  const main = useRef<HTMLElement>(null)
  const [id] = rest
  // On a phone they stand in a row that is wider than it.
  useEffect(() => {
    document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [page])
  const title = page ? common.value.pages[page.name] : ''
  useEffect(() => {
    document.title = title === '' ? 'Topicdesk' : `${title} · Topicdesk`
  }, [title])
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {common.value.skip}
      </button>
      <header class="side">
        <a class="brand" href={hrefOf(first?.name ?? '')}>
          <span class="mark" /> Topicdesk
        </a>
        <nav aria-label={common.value.navigation}>
          {pages.map(one => (
            <a key={one.name} href={hrefOf(one.name)} aria-current={one === page ? 'page' : undefined}>
              <span class={`icon ${one.name}`} />
              {common.value.pages[one.name]}
            </a>
          ))}
        </nav>
        <Account signOut={signOut} />
      </header>
      {isLost.value && (
        <p class="lost" role="status">
          {common.value.lost}
        </p>
      )}
      <main id="page" ref={main} tabIndex={-1}>
        {page && (rest.length === 0 || page.One) && (page.isAsked || query.size === 0) ? (
          <Shows key={page.name} page={page} id={id} />
        ) : pages.length === 0 ? (
          <>
            <h1>{common.value.product}</h1>
            <Empty title={common.value.nothingTitle}>{common.value.nothing}</Empty>
          </>
        ) : name === '' ? (
          <Loading />
        ) : (
          <NoSuchPage />
        )}
      </main>
      <Toasts />
    </>
  )
}

async function signOut(): Promise<void> {
  await api.DELETE('/api/v1/session').catch(() => undefined)
  signedOut()
}
