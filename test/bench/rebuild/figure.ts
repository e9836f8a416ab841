import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { askChild } from '../child.js'
import type { Figure } from '../figure.js'
import { history } from '../history/index.js'
import type { RebuildAnswer, RebuildQuestion } from './child.js'

const child = new URL('./child.js', import.meta.url)

/** All views from the first event, against what reading the log costs. Each in a process of its own. */
export const rebuild: Figure = {
  name: 'rebuild',
  async run(context) {
    const directory = await history(context)
    for (const end of ['', '-wal', '-shm']) rmSync(join(directory, `views.db${end}`), { force: true })
    const ask = (of: RebuildQuestion['of']) =>
      askChild<RebuildAnswer>(child, { of, directory } satisfies RebuildQuestion)
    // Once unmeasured: the file is in the page cache for all three alike.
    await ask('plain')
    const plain = await ask('plain')
    const log = await ask('log')
    const views = await ask('views')
    const rate = ({ events, seconds }: RebuildAnswer) => events / seconds
    const events = `${views.events} events`
    return [
      {
        figure: 'reading through the log',
        value: rate(log),
        unit: 'events/s',
        baseline: { what: 'plain node:sqlite pages and JSON.parse', value: rate(plain) },
        details: { of: events, 'memory MiB': log.mostMemoryMiB }
      },
      {
        figure: 'rebuild of all views',
        value: rate(views),
        unit: 'events/s',
        baseline: { what: 'plain node:sqlite pages and JSON.parse', value: rate(plain) },
        aim: { of: 'ratio', bound: 'at_least', limit: 0.12 },
        details: {
          of: events,
          'took s': views.seconds,
          'CPU s': views.cpuSeconds,
          'CPU s of the baseline': plain.cpuSeconds,
          'share of reading through the log': rate(views) / rate(log)
        }
      },
      {
        figure: 'memory of the rebuild',
        value: views.mostMemoryMiB,
        unit: 'MiB',
        aim: { of: 'value', bound: 'at_most', limit: 300 },
        details: { of: events, 'plain reader MiB': plain.mostMemoryMiB }
      }
    ]
  }
}
