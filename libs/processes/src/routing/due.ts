import type { Command } from '@nestjs/cqrs'
import { ActOnAgent, ActOnTicket, type Desk } from '#application'
import {
  type Absence,
  absenceAfter,
  agentDecider,
  assignmentOf,
  idOf,
  routingDueAt,
  ticketDecider,
  toldIn
} from '#domain'
import type { AgentId, TicketId } from '#kernel'
import { inSlices } from '../in-slices.js'
import type { Due, TimerKindOf } from '../timers/index.js'

interface DueOptions {
  readonly desk: Pick<Desk, 'runner' | 'settings'>
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
}

/** What of a ticket's routing comes with time: nobody took it up, a skill is given up, it falls back, it goes on. */
export function createRoutingTimers({ desk, commands }: DueOptions): TimerKindOf {
  return {
    async decide(streams, now, until) {
      const due: Due[] = []
      await inSlices(streams, async stream => {
        const { state, revision } = await desk.runner.load(ticketDecider, stream)
        const at = state.exists ? routingDueAt(state.routing) : null
        if (at === null || at >= until) return
        const queue = state.exists ? await desk.settings.body('queue', state.queueId) : undefined
        const isManual = queue !== undefined && assignmentOf(queue).strategy === 'manual'
        const command = { type: 'RouteOnTime', now, isManual } as const
        due.push({
          ...{ stream, at, word: 'routing', revision },
          fire: context => commands.execute(new ActOnTicket(idOf(stream) as TicketId, command, context))
        })
      })
      return due
    }
  }
}

/** Puts on record that an agent has been away as long as some queue asks. */
export function createAbsenceTimers(
  options: DueOptions & {
    /** The lengths that queues ask for, in seconds, the shortest first. */
    readonly watched: () => Promise<readonly number[]>
  }
): TimerKindOf {
  const { desk, commands } = options
  return {
    async decide(streams, _, until) {
      const watched = await options.watched()
      const due: Due[] = []
      await inSlices(streams, async stream => {
        let absence: Absence | null = null
        let revision = -1
        for await (const event of desk.runner.readAlong(agentDecider, stream)) {
          const told = toldIn('agent', event)
          if (told) absence = absenceAfter(absence, told, event.recordedAt)
          revision = event.revision
        }
        if (!absence) return
        const { since, notedS } = absence
        const afterS = watched.findLast(one => one > (notedS ?? -1) && since + one * 1000 < until)
        if (afterS === undefined) return
        const command = { type: 'NoteAbsence', since, afterS } as const
        due.push({
          ...{ stream, at: since + afterS * 1000, word: 'absence', revision },
          fire: context => commands.execute(new ActOnAgent(idOf(stream) as AgentId, command, context))
        })
      })
      return due
    }
  }
}
