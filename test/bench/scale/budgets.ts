import type { Figure, Row } from '../figure.js'
import { type Simulated, simulate } from './simulation.js'

/** A working day of ten hours; its busiest hour has twice the mean. */
const peakOf = (ticketsPerDay: number) => (ticketsPerDay / 10) * 2
const groupsTried = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100]
const enough = ({ replyP99, relayP99 }: Simulated) => replyP99 <= 2 && relayP99 <= 10
const teams = [
  { ticketsPerDay: 10, bots: 1 },
  { ticketsPerDay: 1_000, bots: 1 },
  { ticketsPerDay: 10_000, bots: 1 },
  { ticketsPerDay: 25_000, bots: 1 },
  { ticketsPerDay: 100_000, bots: 1 },
  { ticketsPerDay: 100_000, bots: 4 }
]

/** How many groups and bots a team needs within Telegram's limits: simulated time, the desk's own plan and budgets. */
export const budgets: Figure = {
  name: 'budgets',
  async run() {
    return teams.map(({ ticketsPerDay, bots }): Row => {
      const ticketsPerHour = peakOf(ticketsPerDay) / bots
      let groups = 0
      let simulated: Simulated | undefined
      for (groups of groupsTried) {
        simulated = simulate({ ticketsPerHour, groups })
        if (enough(simulated)) break
      }
      const isEnough = simulated !== undefined && enough(simulated)
      return {
        figure: `${ticketsPerDay.toLocaleString('en-US')} tickets a day, ${bots} ${bots === 1 ? 'bot' : 'bots'}`,
        value: isEnough ? groups * bots : Number.NaN,
        unit: isEnough ? 'groups' : `(not with ${groups} groups)`,
        details: {
          'tickets in the busiest hour': ticketsPerHour * bots,
          'reply p99 s': simulated?.replyP99 ?? Number.NaN,
          'relay p99 s': simulated?.relayP99 ?? Number.NaN,
          'calls per ticket': simulated?.callsPerTicket ?? Number.NaN,
          'of these in the group': simulated?.groupCallsPerTicket ?? Number.NaN,
          'most calls per second and bot': simulated?.mostPerSecond ?? Number.NaN,
          'left at the end': simulated?.left ?? Number.NaN
        }
      }
    })
  }
}
