import type { Command } from '@nestjs/cqrs'
import { ActOnTicket, type Desk } from '#application'
import { idOf, ticketDecider } from '#domain'
import type { Instant, TicketId } from '#kernel'
import { inSlices } from '../in-slices.js'
import type { Due, TimerKindOf } from './due.js'

/** Closes what was resolved for long. */
export function createAutoClose(options: {
  readonly desk: Pick<Desk, 'runner' | 'settings'>
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
}): TimerKindOf {
  const { commands } = options
  const { runner, settings } = options.desk

  async function dueOf(stream: string, afterMs: number, now: Instant): Promise<Due | undefined> {
    const { state, revision } = await runner.load(ticketDecider, stream)
    if (!state.exists || state.status !== 'resolved' || state.resolvedAt === null) return undefined
    const command = { type: 'CloseTicket', cause: 'inactivity', now } as const
    return {
      stream,
      at: state.resolvedAt + afterMs,
      word: 'close',
      revision,
      fire: context => commands.execute(new ActOnTicket(idOf(stream) as TicketId, command, context))
    }
  }

  return {
    async decide(streams, now, until) {
      const { autoCloseAfterS } = await settings.desk()
      if (autoCloseAfterS === null) return []
      const due: Due[] = []
      await inSlices(streams, async stream => {
        const one = await dueOf(stream, autoCloseAfterS * 1000, now)
        if (one && one.at < until) due.push(one)
      })
      return due
    }
  }
}
