import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Command } from 'commander'
import { appends } from './appends/figure.js'
import { audit } from './audit/figure.js'
import { measureConditions } from './conditions.js'
import { consolePages } from './console/figure.js'
import { reads } from './desk/reads.js'
import { relayed } from './desk/relayed.js'
import { start } from './desk/start.js'
import { visible } from './desk/visible.js'
import { webhook } from './desk/webhook.js'
import { type BenchContext, type Figure, isReached, type Row, ratioOf } from './figure.js'
import { hooks } from './hooks/figure.js'
import { limiter } from './limiter/figure.js'
import { logServer } from './log-server/figure.js'
import { rebuild } from './rebuild/figure.js'
import { reports } from './reports/figure.js'
import { routing } from './routing/figure.js'
import { rules } from './rules/figure.js'
import { budgets } from './scale/budgets.js'
import { calls } from './scale/calls.js'
import { size } from './scale/size.js'
import { search } from './search/figure.js'
import { servers } from './servers/figure.js'
import { signals } from './signals/figure.js'
import { sla } from './sla/figure.js'
import { conditionsText, tableOf } from './table.js'

const figures: readonly Figure[] = [
  appends,
  webhook,
  visible,
  reads,
  rebuild,
  start,
  relayed,
  hooks,
  limiter,
  sla,
  routing,
  rules,
  signals,
  search,
  reports,
  audit,
  logServer,
  servers,
  consolePages,
  size,
  budgets,
  calls
]

interface Options {
  readonly quick?: true
  readonly json?: string
  readonly dir: string
}

async function main(names: readonly string[], { quick, json, dir }: Options): Promise<void> {
  const unknown = names.filter(name => !figures.some(figure => figure.name === name))
  if (unknown.length > 0)
    throw new Error(
      `no figure ${unknown.join(', ')}: there are ${figures.map(({ name }) => name).join(', ')}`
    )
  const chosen = figures.filter(({ name }) => names.length === 0 || names.includes(name))
  const directory = mkdtempSync(join(dir, 'topicdesk-bench-'))
  try {
    const say = (text: string) => process.stderr.write(`${text}\n`)
    const context: BenchContext = { quick: quick ?? false, directory, say }
    const conditions = measureConditions(directory, context.quick)
    say(conditionsText(conditions))
    const rows: Row[] = []
    for (const figure of chosen) {
      say(`${figure.name} …`)
      rows.push(...(await figure.run(context)))
    }
    process.stdout.write(`${conditionsText(conditions)}\n\n${tableOf(rows)}\n`)
    const measured = rows.map(row => ({ ...row, ratio: ratioOf(row), reached: isReached(row) }))
    const text = JSON.stringify({ conditions, rows: measured }, null, 2)
    if (json === undefined) process.stdout.write(`\n${text}\n`)
    else writeFileSync(basename(json), `${text}\n`)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

await new Command('npm run bench --')
  .description('Measures the desk. Each figure stands beside its baseline from the same run.')
  .argument('[figures...]', `some of: ${figures.map(({ name }) => name).join(', ')}; all unless said`)
  .option('--quick', 'fewer events and shorter loads: for a look, not for publishing')
  .option(
    '--json <name>',
    'the figures as JSON into this file of the current folder instead of standard output'
  )
  .option('--dir <directory>', 'where the stores measured lie: the disk that counts', tmpdir())
  .action(main)
  .parseAsync()
