import type { ComponentChild } from 'preact'
import { contentWords } from '../../words/content.js'
import { type Document, isObject } from '../settings/schema.js'

const shown = new Set(['b', 'strong', 'i', 'em', 'u', 's', 'code', 'pre', 'blockquote'])
const variable = /\{\{\s*([\w.]+)\s*(?:\|\s*default:\s*"([^"]*)"\s*)?\}\}/

/** What differs from ticket to ticket, marked: by what stands in for it, or else by its name. */
const withVariables = (text: string): ComponentChild =>
  text
    .split(variable)
    .map((part, n, all) =>
      n % 3 === 0 ? part : n % 3 === 1 ? <mark title={part}>{all[n + 1] ?? part}</mark> : null
    )

/** Built node by node: what Telegram would not take as markup is text here too, and never part of the page. */
function nodesOf(node: Node): ComponentChild {
  if (node.nodeType === Node.TEXT_NODE) return withVariables(node.textContent ?? '')
  if (!(node instanceof Element)) return null
  const inside = [...node.childNodes].map(nodesOf)
  const name = node.tagName.toLowerCase()
  if (name === 'a') return <span class="link">{inside}</span>
  if (name === 'tg-spoiler') return <span class="spoiler">{inside}</span>
  if (!shown.has(name)) return inside
  const Of = name as 'b'
  return <Of>{inside}</Of>
}

function Text({ text, format }: { text: string; format: string }) {
  if (format === 'plain') return <>{withVariables(text)}</>
  const { body } = new DOMParser().parseFromString(text, 'text/html')
  return <>{[...body.childNodes].map(nodesOf)}</>
}

/** A template in each of its languages. */
export const Texts = (props: { texts: Document; format: string }) => (
  <>
    {Object.entries(props.texts).map(([language, text]) => (
      <div key={language} class="stack small">
        <small class="muted">{language}</small>
        <div class="bubble" lang={language} dir="auto">
          <Text text={String(text)} format={props.format} />
        </div>
      </div>
    ))}
  </>
)

/** What the customer is sent of an article: its title, its summary and its address, else its text. */
function Sent({ of }: { of: Document }) {
  const part = (name: string) => String(of[name] ?? '').trim()
  const parts = [part('summary'), part('url')].filter(one => one !== '')
  return (
    <div class="bubble" lang={part('language')} dir="auto">
      <b>{part('title')}</b>
      {(parts.length > 0 ? parts : [part('body')]).map(text => (
        <>
          {'\n\n'}
          <Text text={text} format="html" />
        </>
      ))}
    </div>
  )
}

/** As Telegram will show what is being written. */
export function Preview({ of }: { of: Document }) {
  const words = contentWords.value
  const { texts, format, audience } = of
  return (
    <section class="card stack chat" aria-labelledby="preview">
      <h2 id="preview">{words.preview}</h2>
      {audience === 'agents' ? (
        <p class="muted">{words.neverSent}</p>
      ) : isObject(texts) ? (
        <Texts texts={texts} format={String(format)} />
      ) : (
        <Sent of={of} />
      )}
    </section>
  )
}
