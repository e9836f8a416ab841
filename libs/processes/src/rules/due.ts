import type { Command } from '@nestjs/cqrs'
import { ApplyAwaitedRule, type Desk } from '#application'
import { idOf, ticketDecider } from '#domain'
import type { TicketId } from '#kernel'
import { ruleTimerOf, type SlaDocument } from '#views'
import { inSlices } from '../in-slices.js'
import type { Due, TimerKindOf } from '../timers/index.js'

interface RuleTimersOptions {
  readonly desk: Pick<Desk, 'runner'>
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
  /** When each is due is worked out there: in business time by the calendars as they were then. */
  readonly sla: { getMany(ids: readonly string[]): Promise<ReadonlyMap<string, SlaDocument>> }
}

/** Rules that act some time after what started them, unless something was said or done before. */
export function createRuleTimers({ desk, commands, sla }: RuleTimersOptions): TimerKindOf {
  return {
    async decide(streams, _, until) {
      const documents = await sla.getMany(streams.map(idOf))
      const due: Due[] = []
      await inSlices(streams, async stream => {
        const ticketId = idOf(stream) as TicketId
        const { state, revision } = await desk.runner.load(ticketDecider, stream)
        if (!state.exists) return
        for (const awaited of state.rules.awaited) {
          const word = ruleTimerOf(awaited)
          const timer = documents.get(ticketId)?.timers.find(({ what }) => what === word)
          if (!timer || timer.at >= until) continue
          due.push({
            ...{ stream, at: timer.at, word, revision },
            fire: context => commands.execute(new ApplyAwaitedRule(ticketId, awaited, context))
          })
        }
      })
      return due
    }
  }
}
