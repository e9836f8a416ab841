import type { Command } from '@nestjs/cqrs'
import { ActOnForm, type Desk } from '#application'
import { formDecider, idOf, timeOutOf } from '#domain'
import type { TicketId } from '#kernel'
import { inSlices } from '../in-slices.js'
import type { Due, TimerKindOf } from '../timers/index.js'

/** Goes on without a form that nobody answers any more. */
export function createFormTimeout(options: {
  readonly desk: Pick<Desk, 'runner'>
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
}): TimerKindOf {
  const { commands, desk } = options
  return {
    async decide(streams, now, until) {
      const due: Due[] = []
      await inSlices(streams, async stream => {
        const { state, revision } = await desk.runner.load(formDecider, stream)
        const at = timeOutOf(state)
        if (at === null || at >= until) return
        const command = { type: 'LeaveForm', cause: 'timeout', now } as const
        due.push({
          stream,
          at,
          word: 'form',
          revision,
          fire: context => commands.execute(new ActOnForm(idOf(stream) as TicketId, command, context))
        })
      })
      return due
    }
  }
}
