import type { Line } from './bundle-lines.js'
import type { Finding } from './findings.js'
import { namedSettings } from './named-settings.js'

/** Whether every version of a setting that the ticket's own records name is among the records. */
export function settingFindings(lines: readonly Line[], own: readonly Line[]): Finding[] {
  const held = new Set(lines.map(({ record }) => `${String(record['stream'])} ${String(record['revision'])}`))
  return namedSettings(own.map(({ record }) => record['data']))
    .filter(({ stream, version }) => !held.has(`${stream} ${version}`))
    .map(({ stream, version: revision }) => ({
      kind: 'missing',
      what: 'a version of a setting that the ticket names is missing',
      stream,
      revision
    }))
}
