import type { Command } from 'commander'
import { isJsonObject, type Json, type JsonObject } from '#kernel'
import { connect } from '../connect.js'
import { objectsIn } from '../desk-client.js'
import type { Terminal } from '../terminal.js'
import { show, table } from '../text.js'

export function addStatus(program: Command, terminal: Terminal): void {
  program
    .command('status')
    .description('how the running desk is; exit code 0 when it is healthy')
    .action(async (_options, command: Command) => {
      const desk = await connect(command, terminal)
      const health = await desk.get('health')
      terminal.print(...linesOf(health, desk.url))
      if (health['status'] !== 'ok') terminal.exitCode = 1
    })
}

function linesOf(health: JsonObject, url: string): string[] {
  const { status, warnings, checks, versions } = health
  return [
    ...table(
      ['desk', show(status)],
      [
        ['address', url],
        ['versions', pairs(versions)],
        ['checks', pairs(checks)],
        ...telegramRows(objectOf(health['telegram']))
      ]
    ),
    ...section('PROCESS STATE GAP LAG PARKED LAST_ERROR', health['processes'], one => [
      ...[one['name'], one['state'], one['gap']].map(show),
      typeof one['lag_s'] === 'number' ? `${one['lag_s'].toFixed(1)} s` : '-',
      ...[one['parked'], one['last_error']].map(show)
    ]),
    ...section('VIEW VERSION STATE GAP PARKED LAST_ERROR', health['views'], one =>
      ['name', 'version', 'state', 'gap', 'parked', 'last_error'].map(name => show(one[name]))
    ),
    ...(objectsIn(health['leases']).length > 0
      ? section('LEASE OWNER', health['leases'], one => [show(one['name']), show(one['owner'])])
      : []),
    ...(objectsIn(health['alerts']).length > 0
      ? section('ALERT SINCE DETAIL REMEDY', health['alerts'], one =>
          ['name', 'since', 'detail', 'remedy'].map(name => show(one[name]))
        )
      : []),
    ...(Array.isArray(warnings) && warnings.length > 0
      ? ['', 'WARNINGS', ...warnings.map(warning => `! ${show(warning)}`)]
      : [])
  ]
}

function telegramRows(telegram: JsonObject): string[][] {
  const webhook = objectOf(telegram['webhook'])
  const sending = objectOf(telegram['delivery'])
  return [
    ['bot', `@${show(telegram['username'])} (${show(telegram['bot_id'])}) at ${show(telegram['api_root'])}`],
    ['updates', pairs(telegram['updates'])],
    ...objectsIn(telegram['update_id_gaps']).map(gap => ['updates lost', pairs(gap)]),
    ['webhook', pairs({ ...webhook, url: webhook['url'] === '' ? 'none' : webhook['url'] })],
    ...objectsIn(telegram['staff_groups']).map(({ chat_id, active, missing }) => [
      'staff group',
      `${show(chat_id)} ${active === true ? 'active' : 'not active'}, rights missing: ${list(missing)}`
    ]),
    ['sending', pairs({ ...sending, pending: undefined })],
    ['pending', pairs(sending['pending'])]
  ]
}

function section(head: string, value: Json | undefined, row: (one: JsonObject) => string[]): string[] {
  const rows = objectsIn(value).map(row)
  const names = head.split(' ').map(name => name.replace('_', ' '))
  return [
    '',
    ...(rows.length > 0 ? table(names, rows) : [`no ${names[0]?.toLowerCase()} runs in this process`])
  ]
}

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {})

const list = (value: Json | undefined): string =>
  Array.isArray(value) && value.length > 0 ? value.map(show).join(', ') : 'none'

/** Names and values in one line. A `kind` or `state` speaks for itself; what is null is left out. */
function pairs(value: Json | undefined): string {
  const members = Object.entries(objectOf(value)).flatMap(([name, member]) => {
    if (member === null || member === undefined) return []
    const text = typeof member === 'boolean' ? (member ? 'yes' : 'no') : show(member)
    return [name === 'kind' || name === 'state' ? text : `${name.replaceAll('_', ' ')} ${text}`]
  })
  return members.join(', ') || '-'
}
