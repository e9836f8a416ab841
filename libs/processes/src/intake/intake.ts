import { categoryOf, type InboxEvent } from '#domain'
import { unreachable } from '#kernel'
import type { Process } from '#subscriptions'
import type { Button, Classified } from '#telegram'
import { createAgentsSeen } from './agents.js'
import { createAlbums } from './albums.js'
import { createArticleRatings } from './article-ratings.js'
import { createArticles } from './articles.js'
import { createAsides } from './asides.js'
import { createAvailability } from './availability.js'
import { createButtons } from './buttons.js'
import { type Cause, causeOf } from './cause.js'
import { createCustomerMenu } from './customer-menu.js'
import { createCustomers } from './customers.js'
import { createDeskCommands } from './desk-commands.js'
import { createFormAnswers } from './forms.js'
import { createGroupNotices } from './group-notices.js'
import { createGroups } from './groups.js'
import { JustAsked } from './just-asked.js'
import { createNamed } from './named.js'
import { createOpenedUpdates } from './opened-updates.js'
import type { IntakeOptions } from './options.js'
import { createOwnTopics } from './own-topics.js'
import { createPrivateButtons } from './private-buttons.js'
import { createPrivateCommands } from './private-commands.js'
import { createRatings } from './ratings.js'
import { createSavedTemplates } from './saved-templates.js'
import { presentName } from './sequence.js'
import { createSetup } from './setup.js'
import { createStaffMessages } from './staff-messages.js'
import { createTemplates } from './templates.js'
import { createTopicEvents } from './topic-events.js'
import { createTopics } from './topics.js'
import { UpdateGaps } from './update-gaps.js'

const isInPrivate = ({ on }: Button): boolean =>
  on.where === 'private' || (on.where === 'inaccessible' && on.chat === 'private')

export const intakeName = 'intake'
/** Private chats and topics at work at once. */
const concurrency = 32

/**
 * The process that turns recorded updates into commands. Each update may be handled again at any time: every command has
 * an id that follows from the update. In order per private chat, per topic, and per group's General. What it throws,
 * faults of the infrastructure aside, is the update's own fault.
 */
export function createIntake(options: IntakeOptions): Process {
  const { logger, metrics } = options
  const asides = createAsides(options)
  const albums = createAlbums(options.desk.clock)
  const updates = createOpenedUpdates(options, albums.seen)
  const gaps = new UpdateGaps()
  const justAsked = new JustAsked()
  const agents = createAgentsSeen(options)
  const topics = createTopics(options)
  const ownTopics = createOwnTopics(options)
  const notices = createGroupNotices(options)
  const ratings = createRatings(options)
  const menu = createCustomerMenu(options, asides)
  const forms = createFormAnswers(options)
  const customers = createCustomers(options, ratings, forms)
  const privateButtons = createPrivateButtons(options, {
    customers,
    ratings,
    forms,
    menu,
    rateArticle: createArticleRatings(options)
  })
  const named = createNamed(options)
  const availability = createAvailability(options, named)
  const answerForDesk = createDeskCommands(notices, availability, asides)
  const inPrivate = createPrivateCommands(options, availability, notices, asides)
  const templates = createTemplates(options, topics, notices, asides)
  const saved = createSavedTemplates(options, asides)
  const staff = createStaffMessages(options, {
    topics,
    ownTopics,
    agents,
    albums,
    notices,
    named,
    answerForDesk,
    asides,
    templates,
    saved,
    justAsked
  })
  const articles = createArticles(options, topics, asides)
  const buttons = createButtons(options, topics, agents, templates, articles, saved)
  const topicEvents = createTopicEvents(options, topics, ownTopics, agents, asides)
  const groups = createGroups(options, topics, agents, notices, answerForDesk, inPrivate, saved)
  const setup = createSetup(options, topics)

  async function dispatch(cause: Cause, update: Classified, signal: AbortSignal): Promise<void> {
    switch (update.kind) {
      case 'customer_message':
      case 'customer_edit':
        if ((await inPrivate.handle(cause, update)) || (await menu.handle(update))) return
        return customers.handle(cause, update)
      case 'customer_start':
        await inPrivate.started(update)
        return customers.handle(cause, update)
      case 'customer_blocked':
      case 'customer_unblocked':
        return customers.handle(cause, update)
      case 'staff_command':
      case 'staff_general': {
        const { command } = update
        if (command?.name === 'setup') {
          const { groupId, messageId, author } = update
          const threadId = update.kind === 'staff_command' ? update.threadId : null
          return setup.handle(cause, { groupId, messageId, author, threadId, code: command.args.text })
        }
        return update.kind === 'staff_command'
          ? staff.handle(cause, update, signal)
          : groups.general(cause, update)
      }
      case 'staff_message':
      case 'staff_edit':
        return staff.handle(cause, update, signal)
      case 'button':
        return isInPrivate(update) ? privateButtons.handle(cause, update) : buttons.handle(cause, update)
      case 'topic_created':
        return topicEvents.created(cause, update)
      case 'topic_closed':
      case 'topic_reopened':
        return topicEvents.moved(cause, update)
      case 'bot_membership':
        return groups.membership(cause, update)
      case 'staff_membership':
        return groups.staffMembership(cause, update)
      case 'migrated':
        return groups.migrated(cause, update)
      case 'topic_edited':
      case 'topic_pinned':
        return topicEvents.tidy(update)
      case 'other':
        return
      default:
        return unreachable(update)
    }
  }

  return {
    name: intakeName,
    concurrency,
    concerns: stream => categoryOf(stream) === 'inbox',
    sequenceOf(event) {
      if (event.type !== 'UpdateReceived') return undefined
      // The codec let only its present shape through.
      const { bot, updateId } = event.data as InboxEvent['data']
      gaps.received(bot, updateId, event.recordedAt)
      return updates.sequenceOf(event)
    },
    presentName,
    note: () => ({ ...gaps.note(), asked: justAsked.note() }),
    resume(note) {
      gaps.resume(note)
      justAsked.resume(note['asked'])
    },
    async handle(event, { signal }) {
      const opened = await updates.open(event, signal)
      if (opened.kind === 'gone') {
        metrics.telegramUpdates.inc({ kind: opened.why })
        logger.warn(
          { stream: event.stream, why: opened.why },
          'an update has no body any more; nothing follows'
        )
        return
      }
      await dispatch(causeOf(event), opened.update, signal)
      metrics.telegramUpdates.inc({ kind: opened.update.kind })
      const sentAt = 'sentAt' in opened.update ? opened.update.sentAt : undefined
      if (sentAt !== undefined) {
        metrics.telegramUpdateLag.observe(Math.max(0, event.recordedAt - sentAt) / 1000)
      }
    }
  }
}
