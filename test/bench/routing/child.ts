import { join } from 'node:path'
import { answering } from '../child.js'
import { simulateDay } from './day.js'
import { measureLoad, measureWaiting } from './measures.js'

export interface RoutingQuestion {
  readonly of: 'load' | 'waiting' | 'day'
  readonly directory: string
  readonly quick: boolean
}

answering<RoutingQuestion>(async ({ of, directory, quick }) => {
  switch (of) {
    case 'load':
      return measureLoad(join(directory, 'load'), { perSecond: 100, seconds: quick ? 5 : 20 })
    case 'waiting':
      return measureWaiting(join(directory, 'waiting'), quick ? 1000 : 10_000)
    case 'day':
      return simulateDay(quick ? 300 : 1000)
  }
})
