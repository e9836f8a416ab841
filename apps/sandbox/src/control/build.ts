import type { CallLog } from '../call-log.js'
import type { Faults } from '../faults.js'
import type { Limits } from '../limits.js'
import { iconEmoji } from '../methods/icons.js'
import { topicsOf } from '../world/topics.js'
import { toView, userById } from '../world/wire.js'
import type { World } from '../world/world.js'
import type { ChatView, Control, TopicView } from './control.js'
import { customerSays, deleteMessage, editOwn } from './customers.js'
import * as groups from './groups.js'
import { chooseInline, inlineAnswer, inlineQuery } from './inline.js'
import * as people from './people.js'
import { press, react } from './presses.js'
import { preview } from './preview.js'
import * as team from './team.js'

export interface ControlParts {
  world: World
  limits: Limits
  faults: Faults
  log: CallLog
  staffGroupId: () => number
  /** After the clock moved or the server came back. */
  wake: () => void
  /** Breaks the calls under way. */
  breakAll: () => void
}

/** Undefined properties are left out: callers may pass what they have. */
function compact<T extends object>(wish: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {}
  for (const key of Object.keys(wish)) Object.assign(kept, pick(wish, key))
  return kept
}
const pick = (wish: object, key: string) => {
  const value = Reflect.get(wish, key)
  return value === undefined ? {} : { [key]: value }
}

export function buildControl(parts: ControlParts): Control {
  const { world, limits, faults, log, wake, breakAll } = parts
  const groupOf = (at?: { chat_id?: number | undefined }) => at?.chat_id ?? parts.staffGroupId()
  return {
    people: () => world.people.all(),
    chats: () => chatViews(world),
    topics: at => topicViews(world, groupOf(at)),
    messages: of => world.messages.list({ ...of, limit: of.limit ?? 100 }).map(each => toView(world, each)),

    createCustomer: wish => people.createCustomer(world, wish),
    customerSays: says => customerSays(world, says.user_id, says),
    edit: says => editOwn(world, says.chat_id ?? says.user_id, says.user_id, says.message_id, says),
    deleteMessage: at => deleteMessage(world, at.chat_id, at.message_id),
    block: by => people.block(world, by.user_id, true),
    unblock: by => people.block(world, by.user_id, false),

    renamePerson: to => people.rename(world, to.user_id, to),

    createAgent: wish => people.createAgent(world, groupOf(wish), wish, wish.admin ?? true),
    agentSays: says => team.agentSays(world, groupOf(says), says.user_id, says),
    closeTopic: at => team.personClosesTopic(world, groupOf(at), at.user_id, at.thread_id, true),
    reopenTopic: at => team.personClosesTopic(world, groupOf(at), at.user_id, at.thread_id, false),
    renameTopic: at => team.personEditsTopic(world, groupOf(at), at.user_id, at.thread_id, at),
    createTopic: at => team.personCreatesTopic(world, groupOf(at), at.user_id, at.name),
    deleteTopic: at => team.personDeletesTopic(world, groupOf(at), at.user_id, at.thread_id),
    leaveGroup: at => groups.personLeaves(world, groupOf(at), at.user_id),
    removeFromGroup: at => groups.personIsRemoved(world, groupOf(at), at.user_id),
    joinGroup: at => groups.personJoins(world, groupOf(at), at.user_id),

    press: at => ({ callback_query_id: press(world, { ...at, chat_id: at.chat_id ?? at.user_id }) }),
    inlineQuery: ({ user_id, query }) => ({ inline_query_id: inlineQuery(world, user_id, query) }),
    inlineAnswer: of => inlineAnswer(world, of.inline_query_id),
    chooseInline: wish => chooseInline(world, groupOf(wish), wish),
    callbackAnswer: of => world.callbacks.get(of.callback_query_id),
    react: at => react(world, { ...at, chat_id: at.chat_id ?? at.user_id }),

    createGroup: wish => groups.createGroup(world, wish.title, wish.owner_id),
    setBotRights: wish => groups.setBotRights(world, groupOf(wish), wish.rights),
    restoreBot: at => groups.restoreBot(world, groupOf(at)),
    removeBot: at => groups.removeBot(world, groupOf(at)),
    protect: at => groups.setProtected(world, groupOf(at), at.protected),
    migrate: at => groups.migrate(world, groupOf(at), at?.keep_topics ?? false),

    fault: fault => faults.add(fault),
    faults: () => faults.list(),
    clearFaults: () => {
      faults.clear()
      wake()
    },
    duplicateUpdates: wish => {
      world.updates.duplicateNext += wish?.count ?? 1
    },
    alterUpdate: wish => {
      world.updates.alterNext = wish.fields
    },
    away: wish => {
      faults.away = wish.mode
      if (wish.mode === 'no') wake()
      else breakAll()
    },
    limits: wish => {
      limits.on = wish.on
    },
    advance: by => {
      world.store.setCounter('clock_moved_ms', world.clock.advance(by.seconds * 1000))
      wake()
      return { now: new Date(world.clock.now()).toISOString() }
    },
    pendingUpdates: () =>
      [...world.updates.pending()].map(({ id, queue, expires_at, failures }) => ({
        update_id: id,
        queue,
        expires_at,
        failures
      })),
    log: filter => log.list(compact(filter ?? {})),
    clearLog: () => log.clear()
  }
}

function chatViews(world: World): ChatView[] {
  const privates = world.people
    .all()
    .filter(person => person.role === 'customer' || person.started)
    .map(
      (person): ChatView => ({
        id: person.id,
        type: 'private',
        title: [person.first_name, person.last_name].filter(Boolean).join(' '),
        person
      })
    )
  const members = world.members.all()
  const supergroups = world.groups.all().map(
    (group): ChatView => ({
      id: group.id,
      type: 'supergroup',
      title: group.title,
      group,
      members: members
        .filter(each => each.chat_id === group.id)
        .map(each => ({ ...each, name: userById(world, each.user_id).first_name }))
    })
  )
  return [...privates, ...supergroups]
}

function topicViews(world: World, chatId: number): TopicView[] {
  return topicsOf(world, chatId).map(topic => {
    const last = world.messages.list({ chat_id: chatId, thread_id: topic.thread_id, limit: 1 })[0]
    return {
      ...topic,
      icon: iconEmoji(topic.icon_custom_emoji_id) ?? null,
      last_message_id: last?.message_id ?? topic.thread_id,
      preview: last ? preview(last) : ''
    }
  })
}
