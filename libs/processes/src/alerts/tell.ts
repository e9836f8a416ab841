import type { Command } from '@nestjs/cqrs'
import { ActOnStaffGroup } from '#application'
import { type AlertEvent, kindOfAlert, toldIn } from '#domain'
import type { RecordedEvent } from '#event-log'
import { type Clock, commandIdFor, type StaffGroupId, unreachable } from '#kernel'
import type { Logger } from '#observability'
import type { Process } from '#subscriptions'
import type { Directories } from '../directories/index.js'
import { isTold } from './standing.js'

/** What is older is no news: a process that begins anew would tell it to groups that came later. */
const newsMs = 86_400_000

export interface AlertTellerOptions {
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
  readonly directories: Pick<Directories, 'staffGroups' | 'waitFor'>
  readonly clock: Clock
  readonly logger: Logger
}

/** Asks for one message in General of each staff group when an alert begins, and one when it ends. */
export function createAlertTeller({ commands, directories, clock, logger }: AlertTellerOptions): Process {
  async function tell(group: StaffGroupId, told: AlertEvent, event: RecordedEvent): Promise<void> {
    const context = {
      commandId: commandIdFor(event.id, `alert:${group}`),
      causationId: event.id,
      correlationId: told.data.name,
      actor: 'process:alerts' as const
    }
    const command = {
      type: 'RequestStaffNotice' as const,
      ...noticeOf(told),
      threadId: null,
      replyToTelegramMessageId: null
    }
    const outcome = await commands.execute(new ActOnStaffGroup(group, command, context))
    if (!outcome.ok) logger.warn({ group, reason: outcome.reason }, 'an alert could not be told in a group')
  }

  return {
    name: 'alerts',
    concurrency: 1,
    concerns: stream => stream.startsWith('alerts-'),
    sequenceOf: event => toldIn('alerts', event) && event.stream,
    async handle(event) {
      const told = toldIn('alerts', event)
      if (!told || clock.now() - event.recordedAt > newsMs || !isTold(kindOfAlert(told.data.name))) return
      await directories.waitFor(event.position)
      for (const { staffGroupId, active } of directories.staffGroups.all()) {
        if (active) await tell(staffGroupId, told, event)
      }
    }
  }
}

function noticeOf(told: AlertEvent) {
  switch (told.type) {
    case 'AlertBegan':
      return { notice: 'alert_began' as const, details: { ...told.data.details, alert: told.data.name } }
    case 'AlertEnded': {
      const { name, beganAt, at } = told.data
      return {
        notice: 'alert_ended' as const,
        details: { alert: name, seconds: Math.round((at - beganAt) / 1000) }
      }
    }
    default:
      return unreachable(told)
  }
}
