import { createHash } from 'node:crypto'
import type { Link } from './links.js'

const style = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}
li{margin:.5rem 0}
small{opacity:.7}`

/** What the page may do: nothing but show its own style. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)

const item = ({ to, says, needsKey }: Link): string =>
  `<li><a href="${escaped(to)}">${escaped(says)}</a>${needsKey ? ' <small>(needs an API key)</small>' : ''}</li>`

/** `text` is escaped, what stands around it is not. */
export const htmlPage = (
  title: string,
  before: string,
  text: string,
  after: string
): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${style}</style>
<h1>${escaped(title)}</h1>
${before}${escaped(text)}${after}
</html>
`

export const welcomePage = (links: readonly Link[]): string =>
  htmlPage(
    'Topicdesk',
    '<p>',
    'A support desk whose agents work in Telegram. It runs here.',
    `</p>
<ul>
${links.map(item).join('\n')}
</ul>`
  )
