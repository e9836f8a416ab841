import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { askChild } from '../child.js'
import type { BenchContext } from '../figure.js'
import type { HistoryAnswer, HistoryQuestion } from './write-history.js'

export const historyDirectory = ({ directory }: BenchContext): string => join(directory, 'history')

/** The log that several figures share, written by the first one that asks. */
export async function history(context: BenchContext): Promise<string> {
  const directory = historyDirectory(context)
  if (existsSync(join(directory, 'log.db'))) return directory
  const question: HistoryQuestion = { directory, events: context.quick ? 100_000 : 1_000_000 }
  const { events, tickets, seconds } = await askChild<HistoryAnswer>(
    new URL('./child.js', import.meta.url),
    question
  )
  context.say(`  a log of ${events} events, ${tickets} tickets, written in ${seconds.toFixed(1)} s`)
  return directory
}
