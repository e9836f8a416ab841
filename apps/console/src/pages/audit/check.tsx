import { api, got } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { Copied } from '../../ui/copied.js'
import { Shown } from '../../ui/states.js'
import { auditWords } from '../../words/audit.js'

/** How to check everything without us: the commands as they are typed, with the key of this log. */
export function Check() {
  const words = auditWords.value
  const { state, again } = useLoaded('audit keys', async () => {
    const answer: unknown = await got(api.GET('/api/v1/audit/keys', { parseAs: 'text' }))
    return String(answer).trim().split('\n')
  })
  return (
    <section class="card stack" aria-labelledby="check">
      <h2 id="check">{words.check}</h2>
      <p class="muted">{words.checkHint}</p>
      <Shown of={state} again={again}>
        {([key = '']) => (
          <>
            <h3>{words.keys}</h3>
            <Copied text={key} />
            <p>
              <a href="/api/v1/audit/keys" download="keys.txt">
                {words.allKeys}
              </a>
            </p>
            <p>{words.bundleStep}</p>
            <Copied text={`python3 tools/verify_bundle.py CODE.zip '${key}'`} />
            <p>{words.exportStep}</p>
            <Copied text="npm run deskctl -- verify" />
          </>
        )}
      </Shown>
    </section>
  )
}
