import type { ComponentChild } from 'preact'
import { contentWords } from '../../words/content.js'

const shown = new Set(['b', 'strong', 'i', 'em', 'u', 's', 'code', 'pre', 'blockquote'])

/** Built node by node: what Telegram would not take as markup is text here too, and never part of the page. */
function nodesOf(node: Node): ComponentChild {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent
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
  if (format === 'plain') return <>{text}</>
  const { body } = new DOMParser().parseFromString(text, 'text/html')
  return <>{[...body.childNodes].map(nodesOf)}</>
}

export function Preview({
  texts,
  format
}: {
  texts: { readonly [language: string]: string }
  format: string
}) {
  return (
    <details>
      <summary>
        {contentWords.value.preview} ({Object.keys(texts).join(', ')})
      </summary>
      <div class="stack small">
        {Object.entries(texts).map(([language, text]) => (
          <div key={language} class="bubble" lang={language} dir="auto">
            <Text text={text} format={format} />
          </div>
        ))}
      </div>
    </details>
  )
}
