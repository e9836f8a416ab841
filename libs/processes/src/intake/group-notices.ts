import { ActOnStaffGroup } from '#application'
import { agentDecider, agentStream, type StaffNotice } from '#domain'
import type { AgentId, StaffGroupId } from '#kernel'
import type { Standing } from '../topic-commands/index.js'
import {
  articleDetails,
  type Details,
  foundDetails,
  mostArticles,
  mostFound,
  ownDetails,
  personLine,
  standingDetails,
  teamDetails
} from '../words/index.js'
import type { Cause } from './cause.js'
import type { IntakeOptions } from './options.js'

/** Where somebody asked something that is about no ticket. */
export interface AskedAt {
  readonly cause: Cause
  readonly staffGroupId: StaffGroupId
  /** Null: General. */
  readonly threadId: number | null
  readonly messageId: number
}

interface Told {
  readonly notice: StaffNotice
  readonly details: Details
}

const notCounted: Told = { notice: 'not_counted', details: {} }

/** Answers to what is asked of the desk as a whole, in General and in topics. */
export function createGroupNotices({
  commands,
  standings,
  agentStandings,
  ownWork,
  find,
  findArticles,
  desk
}: IntakeOptions) {
  async function tell(asked: AskedAt, notice: StaffNotice, details: Details = {}): Promise<void> {
    const { cause, staffGroupId, threadId, messageId: replyToTelegramMessageId } = asked
    const request = {
      type: 'RequestStaffNotice',
      notice,
      threadId,
      replyToTelegramMessageId,
      details
    } as const
    const context = cause.context('help', { actor: 'process:intake', correlationId: staffGroupId })
    await commands.execute(new ActOnStaffGroup(staffGroupId, request, context))
  }

  async function standingOf(of: Standing, agentId: AgentId): Promise<Told> {
    const { staffLanguage } = await desk.settings.desk()
    switch (of) {
      case 'me': {
        const work = await ownWork(agentId)
        return work ? { notice: of, details: ownDetails(work) } : notCounted
      }
      case 'team': {
        const people = await agentStandings()
        return people ? { notice: of, details: teamDetails(people) } : notCounted
      }
      case 'queues':
      case 'status': {
        const queues = await standings()
        if (!queues) return notCounted
        return { notice: of, details: standingDetails(staffLanguage, of, queues, desk.clock.now()) }
      }
    }
  }

  async function foundBy(words: string, { event }: Cause): Promise<Told> {
    const { staffLanguage } = await desk.settings.desk()
    const found = await find(words, event.position, mostFound + 1)
    return found
      ? { notice: 'found', details: foundDetails(staffLanguage, found) }
      : { notice: 'search_not_ready', details: {} }
  }

  /** Whoever gives a ticket to somebody who is away or busy may do so, and is told. */
  async function tellIfNotThere(asked: AskedAt, agentId: AgentId): Promise<void> {
    const { state } = await desk.runner.load(agentDecider, agentStream(agentId))
    if (!state.exists || state.availability === 'available') return
    const { availability, until } = state
    return tell(asked, 'assignee_not_there', {
      people: personLine({ agentId, availability, until, load: 0, limit: null })
    })
  }

  return {
    tell,
    tellIfNotThere,
    standingOf,
    foundBy,
    async found(asked: AskedAt, words: string): Promise<void> {
      const { notice, details } = await foundBy(words, asked.cause)
      return tell(asked, notice, details)
    },
    async articles(asked: AskedAt, words: string): Promise<void> {
      const found = await findArticles(words, asked.cause.event.position, mostArticles)
      return found ? tell(asked, 'articles', articleDetails(found)) : tell(asked, 'search_not_ready')
    },
    async standing(asked: AskedAt, of: Standing, agentId: AgentId): Promise<void> {
      const { notice, details } = await standingOf(of, agentId)
      return tell(asked, notice, details)
    }
  }
}

export type GroupNotices = ReturnType<typeof createGroupNotices>
