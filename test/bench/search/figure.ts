import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openMemoryLog } from '#event-log/memory'
import { commandIdFor, eventIdFor, type JsonObject, systemClock } from '#kernel'
import { createSealer } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import { type Search, startSearch } from '#search'
import { measured } from '../audit/stretch.js'
import type { Figure } from '../figure.js'
import { Latencies } from '../latencies.js'
import { Random } from '../random.js'

const articles = 3000
const wordsInOne = 200
const vocabulary = 20_000

/** Articles of made-up Russian words, as often as words are (Zipf), published in a log in memory; the index in a file. */
export const search: Figure = {
  name: 'search',
  async run({ quick, directory, say }) {
    const count = quick ? articles / 10 : articles
    const random = new Random(17)
    const log = await publishedLog(count, random)
    const folder = join(directory, 'search')
    mkdirSync(folder)
    const vault = openMemoryVault({ masterKey: Buffer.alloc(32), clock: systemClock })
    const building = await measured(async () => {
      const begun = startSearch({
        log,
        sealer: createSealer(vault, { clock: systemClock, cacheMs: 1000 }),
        clock: systemClock,
        masterKey: Buffer.alloc(32),
        folder,
        onFault: error => say(String(error))
      })
      await begun.reached(undefined, 60_000)
      return begun
    })
    const running = building.value
    const built = building.ms / 1000
    const asked = quick ? 300 : 3000
    const asking = await measured(async () => ({
      usual: await askedFor(running, asked, () => Math.floor(random.next() * 20)),
      any: await askedFor(running, asked, () => zipf(random)),
      misspelt: await askedFor(
        running,
        asked / 10,
        () => zipf(random),
        word => `${word.slice(0, 2)}${word.slice(3)}`
      )
    }))
    const { usual, any, misspelt } = asking.value
    await running.stop()
    const of = { of: `${count} articles of ${wordsInOne} words` }
    const aim = (limit: number) => ({ of: 'value' as const, bound: 'at_most' as const, limit })
    const told = ({ p50, p99, max }: typeof any) => ({
      value: p99,
      unit: 'ms',
      details: { 'p50 ms': p50, 'max ms': max }
    })
    return [
      {
        figure: 'search, index built from the log',
        value: Number(built.toPrecision(3)),
        unit: 's',
        aim: aim(2),
        details: of
      },
      { figure: 'search, three words, p99', ...told(any), aim: aim(10) },
      { figure: 'search, three of the most frequent words, p99', ...told(usual), aim: aim(10) },
      { figure: 'search, three misspelt words, p99', ...told(misspelt) },
      {
        figure: 'search, longest hold of the event loop by it',
        value: Number(Math.max(building.longestMs, asking.longestMs).toPrecision(3)),
        unit: 'ms of processor time',
        details: {
          'while it is built': Number(building.longestMs.toPrecision(3)),
          'while it is asked': Number(asking.longestMs.toPrecision(3))
        }
      }
    ]
  }
}

async function askedFor(running: Search, count: number, word: () => number, change = (text: string) => text) {
  const latencies = new Latencies()
  for (let n = 0; n < count; n++) {
    const words = Array.from({ length: 3 }, () => change(wordNamed(word()))).join(' ')
    const began = performance.now()
    await running.texts({ words: `${words} `, kinds: ['article'], limit: 10 })
    latencies.add(performance.now() - began)
  }
  return latencies.summary()
}

async function publishedLog(count: number, random: Random) {
  const log = openMemoryLog()
  const text = (words: number) => Array.from({ length: words }, () => wordNamed(zipf(random))).join(' ')
  for (let n = 0; n < count; n++) {
    const body: JsonObject = {
      title: text(5),
      summary: text(15),
      body: text(wordsInOne),
      keywords: [text(1)],
      language: 'ru'
    }
    const commandId = commandIdFor('bench', n)
    const meta = { commandId, $causationId: 'c', $correlationId: 'c', actor: 'key:key_admin', schema: 1 }
    const data = { kind: 'article', id: `a${n}`, body }
    const event = { id: eventIdFor(commandId, 0), type: 'SettingPublished', recordedAt: 0, data, meta }
    await log.append(`setting-article-a${n}`, [event], 'none')
  }
  return log
}

/** The n-th word is met 1/n as often as the first. */
const zipf = (random: Random): number => Math.floor((vocabulary + 1) ** random.next()) - 1

const syllables = [
  'за',
  'ка',
  'до',
  'ста',
  'ви',
  'ре',
  'мо',
  'пла',
  'ти',
  'ло',
  'ну',
  'бе',
  'го',
  'ры',
  'че',
  'пу'
]
function wordNamed(n: number): string {
  let word = ''
  for (let rest = n + 17; rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length]
  return word
}
