import type { RecordedEvent } from '#event-log'
import { isJsonObject, type JsonObject, toIso } from '#kernel'
import { rests } from '#processes'
import { foldTicket, type TicketDocument } from '#views'
import { escaped } from '../customers/export-page.js'
import { actorWords, type Both, both, meantBy } from './history-codes.js'
import { decisionSentence } from './history-decisions.js'
import { pageWords, sentenceOf } from './history-words.js'
import type { PersonalLine } from './personal-lines.js'

interface Told {
  readonly ticket: { readonly id: string; readonly code: string }
  readonly origin: string
  readonly size: number
  readonly exported_at: string
  readonly events: readonly RecordedEvent[]
  /** What agents are called, by id, where names may be shown. */
  readonly names: ReadonlyMap<string, string>
  readonly personal: readonly PersonalLine[] | undefined
}

interface Known {
  readonly names: ReadonlyMap<string, string>
  /** By the event's id. */
  readonly texts: ReadonlyMap<string, PersonalLine>
}

const style = `
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:64rem;margin:1.5rem auto;padding:0 1rem}
h1{font-size:1.4rem;margin:.2rem 0}
.facts{color:GrayText;overflow-wrap:anywhere}
input{margin:0 .3rem 0 0}label{margin-right:1rem}
[lang=ru]{display:none}
body:has(#ru:checked) [lang=ru]{display:inline}
body:has(#ru:checked) [lang=en]{display:none}
ol{list-style:none;padding:0;margin:1rem 0}
li{display:grid;grid-template-columns:14.5rem 11rem 1fr 4rem;gap:.2rem 1rem;padding:.6rem 0;border-top:1px solid #8884;break-inside:avoid}
.who{color:GrayText;overflow-wrap:anywhere}.no{text-align:right;color:GrayText}
.text{white-space:pre-wrap;overflow-wrap:anywhere;border-left:3px solid #8886;padding-left:.6rem;margin:.3rem 0}
.gone{font-style:italic;color:GrayText}
details{font-size:.85rem;color:GrayText}pre{white-space:pre-wrap;overflow-wrap:anywhere}
.head{font-weight:600}
@media(max-width:48rem){li{grid-template-columns:1fr auto}.who{grid-column:1;grid-row:2}.no{grid-column:2;grid-row:1}.what{grid-column:1/-1;grid-row:3}.head{display:none}}
@media print{label,input,pre{display:none}details::details-content{content-visibility:visible}body{margin:0;max-width:none}}
`

const words = ({ en, ru }: Both): string =>
  en === ru ? escaped(en) : `<span lang="en">${escaped(en)}</span><span lang="ru">${escaped(ru)}</span>`

/** The ticket told step by step, for people: one file, in both languages, without scripts and without anything from elsewhere. */
export async function historyPage(told: Told): Promise<string> {
  const { ticket, origin, size, exported_at, events, names, personal } = told
  const texts = new Map(personal?.map(line => [line.eventId, line]))
  const rest = rests()
  const steps: string[] = []
  let document: TicketDocument | undefined
  for (const [n, event] of events.entries()) {
    document = foldTicket(document, event)
    steps.push(stepHtml(event, n + 1, document, { names, texts }))
    await rest()
  }
  const head = pageWords.columns.map(column => `<span>${words(column)}</span>`).join('')
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(ticket.code)}</title>
<style>${style}</style>
</head>
<body>
<p><input type="radio" name="language" id="en" checked><label for="en">${pageWords.language.en}</label><input type="radio" name="language" id="ru"><label for="ru">${pageWords.language.ru}</label></p>
<h1>${words(pageWords.title)} ${escaped(ticket.code)}</h1>
<p class="facts">${escaped(ticket.id)}<br>${escaped(origin)}, ${size}<br>${escaped(exported_at)}</p>
<ol>
<li class="head">${head}</li>
${steps.join('\n')}
</ol>
<p class="facts">${words(pageWords.foot)}</p>
</body>
</html>
`
}

function stepHtml(
  event: RecordedEvent,
  line: number,
  document: TicketDocument | undefined,
  known: Known
): string {
  const { type, recordedAt, data, meta } = event
  const name = known.names.get(meta.actor.replace(/^agent:/, ''))
  const who = name === undefined ? actorWords(meta.actor) : both(name, name)
  return [
    '<li>',
    `<time>${escaped(toIso(recordedAt))}</time>`,
    `<span class="who">${words(who)}</span>`,
    `<div class="what">${words(decisionSentence(event, known.names) ?? sentenceOf(type, data, known.names))}${textHtml(event, known)}${seenHtml(document, data, known)}</div>`,
    `<span class="no">${line}</span>`,
    '</li>'
  ].join('')
}

/** What was written, or why it is not here. */
function textHtml({ id, personal }: RecordedEvent, { texts }: Known): string {
  if (personal === undefined) return ''
  const line = texts.get(id)
  if (!line) return `<div class="gone">${words(pageWords.sealed)}</div>`
  if (line.opened) return `<div class="text">${shown(line.opened)}</div>`
  const gone = line.line['forgotten']
  const when = isJsonObject(gone) ? ` ${String(gone['at'] ?? '')} (${String(gone['code'] ?? '')})` : ''
  return `<div class="gone">${words(pageWords.forgotten)}${escaped(when)}</div>`
}

const shown = (opened: JsonObject): string =>
  typeof opened['text'] === 'string'
    ? escaped(opened['text'])
    : Object.entries(opened)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => {
          const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
          return `${words(pageWords.labels.get(name) ?? both(name, name))}: ${escaped(text)}`
        })
        .join('\n')

function called(agentId: string | null | undefined, names: ReadonlyMap<string, string>): Both {
  const name = typeof agentId === 'string' ? (names.get(agentId) ?? `agt_${agentId}`) : '–'
  return both(name, name)
}

function seenHtml(document: TicketDocument | undefined, data: JsonObject, { names }: Known): string {
  const { assignedAgentId: holder } = document ?? {}
  const facts: [Both, Both][] = document
    ? [
        [pageWords.state, meantBy(document.status)],
        [pageWords.queue, both(document.queueId, document.queueId)],
        [pageWords.assignee, called(holder, names)],
        [pageWords.priority, meantBy(document.priority)],
        [pageWords.messages, meantBy(document.messageCount)]
      ]
    : []
  const seen = facts.map(([name, value]) => `${words(name)}: ${words(value)}`).join('; ')
  return `<details><summary>${words(pageWords.seen)}</summary>${seen}<pre>${words(pageWords.data)}: ${escaped(JSON.stringify(data, null, 1))}</pre></details>`
}
