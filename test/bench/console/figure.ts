import { launchChromium } from '../../console/chromium.js'
import { withNewDesk } from '../desk/with-desk.js'
import type { Figure, Row } from '../figure.js'
import { Latencies, type Percentiles } from '../latencies.js'
import type { LoadQuestion } from '../load/child.js'
import { untilFirstList } from './first-list.js'
import { scriptBytes } from './script-bytes.js'

const tickets = 1000
const slowedBy = 4
const locales = ['en', 'ru'] as const

/** What the console's script weighs, and how soon a slow machine shows the list of tickets. */
export const consolePages: Figure = {
  name: 'console',
  async run(context) {
    const { english, russian, charts } = scriptBytes()
    const weights: Row[] = [
      {
        figure: 'console, script without the chart library, gzip',
        value: english,
        unit: 'bytes',
        aim: { of: 'value', bound: 'at_most', limit: 60_000 },
        details: { 'chart library bytes': charts }
      },
      {
        figure: 'console, the same with the words of Russian',
        value: english + russian,
        unit: 'bytes',
        details: { 'Russian alone bytes': russian }
      }
    ]
    const runs = context.quick ? 5 : 15
    const times = await withNewDesk(context, {}, async ({ load, desk }) => {
      await load.ask({ kind: 'tickets', count: tickets } satisfies LoadQuestion)
      const { port, apiKey } = desk.target
      const browser = await launchChromium()
      try {
        const of = (locale: string) =>
          untilFirstList(browser, { address: `http://127.0.0.1:${port}`, apiKey, locale, slowedBy })
        // The browser has begun once, and the desk has answered once.
        for (const locale of locales) await of(locale)
        const each = locales.map(locale => ({ locale, latencies: new Latencies() }))
        for (let run = 0; run < runs; run++)
          for (const { locale, latencies } of each) latencies.add(await of(locale))
        return each.map(({ locale, latencies }) => ({ locale, summary: latencies.summary() }))
      } finally {
        await browser.close()
      }
    })
    return [...weights, ...times.map(firstList)]
  }
}

const firstList = (of: { readonly locale: string; readonly summary: Percentiles }): Row => ({
  figure: `console, first list of tickets, p50, ${of.locale}`,
  value: of.summary.p50 / 1000,
  unit: 's',
  aim: { of: 'value', bound: 'at_most', limit: 1 },
  details: {
    tickets,
    runs: of.summary.count,
    'processor slowed by': slowedBy,
    'max s': of.summary.max / 1000,
    browser: 'signed in, nothing kept'
  }
})
