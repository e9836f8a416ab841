import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { api, got, Refused } from '../api/client.js'
import { forgetDrafts } from '../api/drafts.js'
import { begun, hasEnded, session } from '../api/session.js'
import { hrefOf, route } from '../route.js'
import { OtherLanguage } from '../ui/other-language.js'
import { say } from '../ui/toasts.js'
import { signInWords } from '../words/sign-in.js'

export function SignIn() {
  const words = signInWords.value
  const working = useSignal(false)
  const failed = useSignal<string | null>(null)
  const key = useRef<HTMLInputElement>(null)

  async function signIn(body: { code: string } | { key: string }): Promise<void> {
    working.value = true
    failed.value = null
    try {
      const value = await got(api.POST('/api/v1/session', { body }))
      // Perhaps of somebody else.
      forgetDrafts()
      begun(value)
    } catch (error) {
      failed.value = reasonOf(error, 'code' in body)
      // Whoever was here before is here still, and is told there.
      if (session.value) say(failed.value, true)
      working.value = false
      key.current?.focus()
    }
  }

  const { page, rest } = route.value
  const code = page === 'sign-in' ? rest[0] : undefined
  useEffect(() => {
    if (code === undefined || code === '') return
    // Out of the address before anything else: it is not to be kept, nor passed on by mistake.
    history.replaceState(null, '', hrefOf('today'))
    window.dispatchEvent(new HashChangeEvent('hashchange'))
    void signIn({ code })
  }, [code])

  return (
    <main class="sign-in" id="page">
      <div class="card">
        <div class="row between">
          <p class="brand">
            <span class="mark" /> Topicdesk
          </p>
          <OtherLanguage />
        </div>
        <h1>{words.title}</h1>
        <p class="muted">{words.lead}</p>
        {hasEnded.value && !failed.value && (
          <p class="note warn" role="status">
            {words.ended}
          </p>
        )}
        {failed.value && (
          <p class="note bad" role="alert">
            {failed.value}
          </p>
        )}
        <section>
          <h2>{words.telegramTitle}</h2>
          <p>
            {words.telegram} <code>/console</code>
          </p>
          <p class="muted">{words.telegramThen}</p>
        </section>
        <section>
          <h2>{words.keyTitle}</h2>
          <form
            onSubmit={event => {
              event.preventDefault()
              const given = key.current?.value.trim() ?? ''
              if (given !== '' && !working.value) void signIn({ key: given })
            }}
          >
            <label for="key">{words.key}</label>
            <input
              id="key"
              ref={key}
              type="password"
              autocomplete="current-password"
              spellcheck={false}
              required
            />
            <button type="submit" class="primary" aria-disabled={working.value}>
              {working.value ? words.working : words.button}
            </button>
          </form>
        </section>
      </div>
    </main>
  )
}

function reasonOf(error: unknown, isCode: boolean): string {
  const words = signInWords.value
  if (!(error instanceof Refused)) return words.unreachable
  if (error.status === 401) return isCode ? words.failedCode : words.failedKey
  if (error.status === 429) return words.tooMany
  return error.type === 'https_required' ? words.https : error.message
}
