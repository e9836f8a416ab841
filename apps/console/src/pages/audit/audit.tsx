import { useEffect, useRef } from 'preact/hooks'
import { may } from '../../api/session.js'
import { readDirectory } from '../../directory.js'
import { go, hrefOf } from '../../route.js'
import { auditWords } from '../../words/audit.js'
import { common } from '../../words/common.js'
import { Check } from './check.js'
import { Checkpoints } from './checkpoints.js'
import { Disclosures } from './disclosures.js'
import { Population } from './population.js'

export function Audit() {
  useEffect(() => void readDirectory().catch(() => {}), [])
  return (
    <>
      <div class="head">
        <h1>{common.value.pages.audit}</h1>
      </div>
      <div class="stack">
        {may('tickets:read') && <Find />}
        <Checkpoints />
        <Population />
        <Disclosures />
        <Check />
      </div>
    </>
  )
}

function Find() {
  const words = auditWords.value
  const code = useRef<HTMLInputElement>(null)
  return (
    <section class="card stack" aria-labelledby="find">
      <h2 id="find">{words.find}</h2>
      <p class="muted">{words.findHint}</p>
      <form
        class="row create"
        onSubmit={event => {
          event.preventDefault()
          const q = code.current?.value.trim() ?? ''
          if (q !== '') go(hrefOf('tickets', { status: 'any', q }))
        }}
      >
        <label for="code">{words.code}</label>
        <input id="code" ref={code} required spellcheck={false} />
        <button type="submit">{words.open}</button>
      </form>
    </section>
  )
}
