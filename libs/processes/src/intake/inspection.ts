import { randomUUID } from 'node:crypto'
import { ActOnStaffGroup, type CommandContext } from '#application'
import { type GroupNeed, groupNeeds } from '#domain'
import { commandIdFor, type StaffGroupId, staffGroupIdFor } from '#kernel'
import { type Inspection, inspectBot, type Membership, missingRights, type SetupProblem } from '#telegram'
import { commonLanguage, setupProblemText } from '../words/index.js'
import type { IntakeOptions } from './options.js'

/** What is missing of what the desk needs, from what Telegram says of the group and of the bot in it. */
export function missingIn(isForum: boolean, bot: Membership): GroupNeed[] {
  const isAdministrator = bot.status === 'administrator' || bot.status === 'creator'
  return [
    ...(isForum ? [] : ['forum' as const]),
    ...(isAdministrator ? [] : ['administrator' as const]),
    ...missingRights(bot)
  ]
}

/** Undefined when Telegram did not say: nothing is known then. */
export function missingAfter({ problems }: Pick<Inspection, 'problems'>): GroupNeed[] | undefined {
  const missing = new Set<GroupNeed>()
  for (const problem of problems) {
    switch (problem.kind) {
      case 'not_a_forum':
        missing.add('forum')
        break
      case 'bot_not_administrator':
        missing.add('administrator')
        break
      case 'right_missing':
        missing.add(problem.right)
        break
      case 'group_not_found':
      case 'not_a_group':
      case 'bot_not_in_group':
        for (const need of groupNeeds) missing.add(need)
        break
      case 'group_migrated':
      case 'unauthorized':
      case 'unreachable':
      case 'refused':
        return undefined
    }
  }
  return [...missing]
}

/** How a staff group was found at the start: for log and health. */
export interface GroupFinding {
  readonly chatId: number
  readonly staffGroupId: StaffGroupId
  readonly problems: readonly SetupProblem[]
}

/**
 * Looks at the staff groups, each time the desk starts: those configured become (or stay) the only active ones; without
 * a setting, those set up before are looked at. What is missing is logged, recorded, and so told in the group.
 * Call it once the directories have caught up. May be repeated.
 */
export async function inspectAtStart(
  options: Pick<IntakeOptions, 'client' | 'commands' | 'directories' | 'logger'>,
  configured: readonly number[],
  signal?: AbortSignal
): Promise<GroupFinding[]> {
  const { client, commands, directories, logger } = options
  const { staffGroups } = directories
  const idFor = (chatId: number) => staffGroups.byChatId(chatId)?.staffGroupId ?? staffGroupIdFor(chatId)
  // New with every start: what the group's state makes idempotent must be possible again later.
  const context = (id: StaffGroupId): CommandContext => {
    const start = randomUUID()
    return {
      commandId: commandIdFor(start),
      causationId: start,
      correlationId: id,
      actor: 'process:intake'
    }
  }

  async function register(chatId: number): Promise<void> {
    const staffGroupId = idFor(chatId)
    const command = { type: 'RegisterStaffGroup' as const, staffGroupId, chatId }
    await commands.execute(new ActOnStaffGroup(staffGroupId, command, context(staffGroupId)))
  }

  async function retireOthers(): Promise<void> {
    const wanted = new Set(configured.map(idFor))
    for (const { staffGroupId, active } of staffGroups.all()) {
      if (!active || wanted.has(staffGroupId)) continue
      const command = { type: 'RetireStaffGroup' as const, staffGroupId }
      await commands.execute(new ActOnStaffGroup(staffGroupId, command, context(staffGroupId)))
      logger.info({ staffGroupId }, 'this staff group is not in the setting: no new topics are made there')
    }
  }

  async function migrate(staffGroupId: StaffGroupId, fromChatId: number, toChatId: number): Promise<void> {
    const command = { type: 'MigrateStaffGroup' as const, fromChatId, toChatId }
    await commands.execute(new ActOnStaffGroup(staffGroupId, command, context(staffGroupId)))
    await directories.catchUp()
  }

  async function inspect(staffGroupId: StaffGroupId, chatId: number): Promise<GroupFinding> {
    const inspection = await inspectBot(client, chatId, signal)
    const moved = inspection.problems.find(problem => problem.kind === 'group_migrated')
    if (moved?.to !== undefined && moved.to !== chatId) {
      await migrate(staffGroupId, chatId, moved.to)
      return inspect(staffGroupId, moved.to)
    }
    for (const problem of inspection.problems)
      logger.warn({ staffGroupId, chatId }, setupProblemText(commonLanguage, problem))
    const missing = missingAfter(inspection)
    if (missing) {
      const command = { type: 'RecordRights' as const, missing }
      await commands.execute(new ActOnStaffGroup(staffGroupId, command, context(staffGroupId)))
    }
    return { chatId, staffGroupId, problems: inspection.problems }
  }

  for (const chatId of configured) await register(chatId)
  await directories.catchUp()
  if (configured.length > 0) await retireOthers()
  await directories.catchUp()
  const findings: GroupFinding[] = []
  for (const { staffGroupId, chatId, active } of staffGroups.all()) {
    if (active) findings.push(await inspect(staffGroupId, chatId))
  }
  return findings
}
