import { followStreams, Routing, Staff } from '#processes'
import { type Holding, Stopped } from '#subscriptions'
import { ticketView, timersView } from '#views'
import type { Worker } from './worker.js'

const passPatienceMs = 2000

/** Who finds agents for tickets, with the staff that it chooses from. */
export function routing({ core, commands, views }: Worker, { signal }: Holding): Routing {
  const { clock, desk, logger, reads, stores } = core
  const { log, state } = stores
  const staff = new Staff()
  const following = followStreams({ name: 'routing', folds: staff.folds, log, state, clock, logger })
  void following.run(signal)
  return new Routing(
    {
      ...{ desk, commands, clock, logger },
      tickets: reads.tickets,
      sla: reads.sla,
      staffPassed: position => following.waitFor(position),
      async viewsPassed(position) {
        for (const { name } of [ticketView, timersView])
          while (!(await views.passed(name, position, passPatienceMs)))
            if (signal.aborted) throw new Stopped()
      }
    },
    staff
  )
}
