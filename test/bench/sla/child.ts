import { answering } from '../child.js'
import { measureCalendar, measureLongTicket, measureMonth, measureTimers, stores } from './measures.js'

export interface SlaQuestion {
  readonly of: 'calendar' | 'month' | 'timers' | 'long ticket'
  readonly directory: string
  readonly quick: boolean
}

answering<SlaQuestion>(async ({ of, directory, quick }) => {
  switch (of) {
    case 'calendar':
      return measureCalendar(quick ? 20_000 : 200_000)
    case 'month':
      return measureMonth(stores(directory, 'month'), quick ? 5000 : 50_000)
    case 'timers':
      return measureTimers(stores(directory, 'timers'), {
        pending: quick ? 20_000 : 100_000,
        perSecond: 100,
        seconds: quick ? 10 : 60
      })
    case 'long ticket':
      return measureLongTicket(quick ? 2000 : 10_000)
  }
})
