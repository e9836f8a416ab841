import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '#kernel'
import { readSettingsFile } from '../../apps/desk/src/start/settings-file.js'

const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8')
const twenty = page.slice(page.indexOf('## Twenty rules'))
const parts = twenty.split(/^### /m).slice(1)
const fenced = (language: string, text: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? ''

/** The headings of docs/rules.md, "Twenty rules", and the rules below them. */
export const headings: readonly string[] = parts.map(part => part.slice(0, part.indexOf('\n')))
export const rulesTold: readonly { readonly id: string; readonly body: JsonObject }[] = parts.map(part => ({
  id: /^`([a-z0-9-]+)`/.exec(part)?.[1] ?? '',
  body: JSON.parse(fenced('json', part))
}))
/** What these rules name. */
export const needed: string = fenced('yaml', twenty)
/** The one that the page begins with. */
export const firstRule: JsonObject = JSON.parse(fenced('json', page))

/** Those of "From a wish to two rules", by the name of their file. */
export const wished: { readonly [file: string]: JsonObject } = Object.fromEntries(
  [...page.matchAll(/^`([a-z]+\.json)`[^\n]*\n+```json\n([\s\S]*?)```/gm)].map(([, file = '', body = '']) => [
    file,
    JSON.parse(body)
  ])
)

export function settingsIn(yaml: string) {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'))
  try {
    writeFileSync(join(folder, 'settings.yaml'), yaml)
    return readSettingsFile(join(folder, 'settings.yaml'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
