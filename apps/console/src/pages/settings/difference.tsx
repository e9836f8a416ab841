import { difference } from '../../ui/diff.js'

const signs = { same: ' ', added: '+', removed: '−' }

export function Difference({ title, before, after }: { title: string; before: string; after: string }) {
  return (
    <section class="card stack">
      <h2>{title}</h2>
      <pre class="diff">
        {difference(before, after).map(({ kind, text }, n) => (
          <span key={n} class={kind}>
            {`${signs[kind]} ${text}\n`}
          </span>
        ))}
      </pre>
    </section>
  )
}
