import type { AgentId, Instant } from '#kernel'
import { type DeskAsk, recordedName } from '../topic-commands/index.js'
import type { Asides } from './asides.js'
import type { ChangeAvailability } from './availability.js'
import type { AskedAt, GroupNotices } from './group-notices.js'

/** Which agent wrote it, where in Telegram, and when. */
export interface AskedBy {
  readonly agentId: AgentId
  readonly chatId: number
  readonly typedAt: Instant
  /** Without slash. */
  readonly command: string
}

/** What an agent asks of the desk as a whole: the same in General, in a ticket's topic and in one that people made. */
export function createDeskCommands(
  notices: GroupNotices,
  changeAvailability: ChangeAvailability,
  asides: Asides
) {
  return async function answer(
    asked: AskedAt,
    { agentId, chatId, typedAt, command }: AskedBy,
    ask: Exclude<DeskAsk, { kind: 'help' }>
  ): Promise<void> {
    switch (ask.kind) {
      case 'standing':
        return notices.standing(asked, ask.of, agentId)
      case 'find':
        return notices.found(asked, ask.words)
      case 'availability': {
        const { cause, messageId } = asked
        const done = await changeAvailability({ cause, agentId, typedAt, ask })
        if (done.ok) return asides.acknowledge({ chatId, messageId })
        const { reason, details } = done
        return notices.tell(asked, 'command_refused', { ...details, command: recordedName(command), reason })
      }
    }
  }
}

export type AnswerForDesk = ReturnType<typeof createDeskCommands>
