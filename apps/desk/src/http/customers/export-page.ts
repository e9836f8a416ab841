import { contentLine, type Profile, type ThreadMessage } from '#application'
import { isJsonObject, type JsonObject, toIso } from '#kernel'
import type { PersonExport } from './person-export.js'

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

/** As text of HTML, and within quotes. */
export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, character => entities[character] ?? character)

/** One page for people, with every text of the person, without scripts and without anything from elsewhere. */
export function exportPage({ profiles, tickets }: PersonExport): string {
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<title>What this desk holds about a person</title>',
    '<style>body{font-family:sans-serif;max-width:50rem;margin:2rem auto}pre{white-space:pre-wrap}</style>',
    '</head>',
    '<body>',
    '<h1>What this desk holds about a person</h1>',
    ...profiles.map(profileHtml),
    ...tickets.flatMap(({ answer: { ticket }, messages, given }) => [
      `<h2>Ticket ${escaped(ticket.code)}, ${toIso(ticket.createdAt)}</h2>`,
      ...given.map(givenHtml),
      ...messages.map(messageHtml)
    ]),
    '</body>',
    '</html>',
    ''
  ].join('\n')
}

function profileHtml({ since, personal }: Profile): string {
  const rows = Object.entries(personal).map(
    ([name, value]) =>
      `<tr><th>${escaped(name.replaceAll('_', ' '))}</th><td>${escaped(String(value ?? ''))}</td></tr>`
  )
  return `<table><caption>Known since ${toIso(since)}</caption>${rows.join('')}</table>`
}

/** A title, or values of fields. */
function givenHtml({ at, title, values }: JsonObject): string {
  const rows = isJsonObject(values) ? Object.entries(values) : [['title', title]]
  const lines = rows.map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`
  )
  return `<p>${escaped(String(at))}</p>\n<pre>${escaped(lines.join('\n'))}</pre>`
}

const directions = {
  inbound: 'From the person',
  outbound: 'To the person',
  note: 'Note of the team'
} as const

function messageHtml({ message, content, editedTo }: ThreadMessage): string {
  const versions = [content, ...editedTo]
  const times = [message.sentAt, ...message.edits.map(({ sentAt }) => sentAt)]
  const texts = versions.map((version, index) => {
    const when = `${index === 0 ? '' : 'edited '}${toIso(times[index] ?? message.sentAt)}`
    const forwarded = version?.forwarded_from ? `forwarded from ${version.forwarded_from}\n` : ''
    const file = version?.file
      ? `[${message.kind}${version.file.name ? `: ${version.file.name}` : ''}]\n`
      : ''
    const line = version && contentLine(version)
    const what = line ? `${line}\n` : file
    const text = version?.text ?? (what === '' ? `[${message.kind}]` : '')
    return `<p>${escaped(when)}</p>\n<pre>${escaped(`${forwarded}${what}${text}`)}</pre>`
  })
  return `<h3>${directions[message.direction]}</h3>\n${texts.join('\n')}`
}
