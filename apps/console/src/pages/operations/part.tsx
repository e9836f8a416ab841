import type { ComponentChildren } from 'preact'

export const Part = (props: { id: string; title: string; hint?: string; children: ComponentChildren }) => (
  <section aria-labelledby={props.id} class="stack small">
    <h2 id={props.id}>{props.title}</h2>
    {props.hint !== undefined && <p class="muted">{props.hint}</p>}
    {props.children}
  </section>
)
