import type { Command } from '@nestjs/cqrs'
import { ActOnAgent, type Desk } from '#application'
import { agentDecider, idOf } from '#domain'
import type { AgentId } from '#kernel'
import { inSlices } from '../in-slices.js'
import type { Due, TimerKindOf } from './due.js'

/** Brings back who was away or busy until now. */
export function createAvailabilityEnd(options: {
  readonly desk: Pick<Desk, 'runner'>
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
}): TimerKindOf {
  const { commands, desk } = options
  return {
    async decide(streams, now, until) {
      const due: Due[] = []
      await inSlices(streams, async stream => {
        const { state, revision } = await desk.runner.load(agentDecider, stream)
        if (!state.exists || state.until === null || state.until >= until) return
        const command = { type: 'EndAvailability', until: state.until, now } as const
        due.push({
          stream,
          at: state.until,
          word: 'availability',
          revision,
          fire: context => commands.execute(new ActOnAgent(idOf(stream) as AgentId, command, context))
        })
      })
      return due
    }
  }
}
