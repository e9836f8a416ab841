import type { Params } from '../params.js'
import type { Control } from './control.js'
import { ControlError } from './error.js'
import { fault } from './http-fault.js'
import {
  away,
  by,
  flag,
  group,
  id,
  need,
  optionalWords,
  person,
  record,
  rights,
  topic,
  username,
  whole,
  words
} from './http-params.js'
import { answering, said } from './http-said.js'

interface Call {
  /** Changes nothing, so that GET may ask it. */
  reads: boolean
  /** Reads all that the call takes, and refuses what is wrong, or what it does not take, before anything is done. */
  prepare: (params: Params) => (control: Control) => unknown
}

/** A hundred years: clocks go no further than calendars. */
const maxAdvanceS = 3_155_760_000

const calling =
  (reads: boolean) =>
  <Given>(given: (params: Params) => Given, run: (control: Control, given: Given) => unknown): Call => ({
    reads,
    prepare(params) {
      const taken = given(params)
      const [unknown] = params.unread()
      if (unknown !== undefined) throw new ControlError(400, `${unknown} is no parameter of this call`)
      return control => run(control, taken)
    }
  })
const read = calling(true)
const write = calling(false)
const none = () => undefined

const inChat = (params: Params) => ({ ...by(params), ...group(params) })
const shown = (params: Params) => ({ ...inChat(params), message_id: id(params, 'message_id') })

function seconds(params: Params) {
  const seconds = need(params.number('seconds'), 'seconds')
  if (seconds < 0 || seconds > maxAdvanceS)
    throw new ControlError(400, `seconds must be between 0 and ${maxAdvanceS}`)
  return { seconds }
}

/** Every call of the control, by its name in the path `/sandbox/<name>`. */
export const controlCalls: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['people', read(none, control => control.people())],
  ['chats', read(none, control => control.chats())],
  ['topics', read(group, (control, at) => control.topics(at))],
  [
    'messages',
    read(
      params => ({
        chat_id: id(params, 'chat_id'),
        thread_id: whole(params, 'thread_id', 0),
        after: whole(params, 'after', 0),
        before: whole(params, 'before', 0),
        limit: whole(params, 'limit', 1)
      }),
      (control, of) => control.messages(of)
    )
  ],
  ['createCustomer', write(person, (control, wish) => control.createCustomer(wish))],
  [
    'renamePerson',
    write(
      params => ({
        ...by(params),
        first_name: words(params, 'first_name'),
        last_name: optionalWords(params, 'last_name'),
        username: username(params)
      }),
      (control, to) => control.renamePerson(to)
    )
  ],
  [
    'customerSays',
    write(
      params => ({
        ...by(params),
        ...said(params),
        ...answering(params),
        topic: optionalWords(params, 'topic')
      }),
      (control, says) => control.customerSays(says)
    )
  ],
  [
    'edit',
    write(
      params => ({ ...shown(params), ...said(params) }),
      (control, says) => control.edit(says)
    )
  ],
  [
    'deleteMessage',
    write(
      params => ({ chat_id: id(params, 'chat_id'), message_id: id(params, 'message_id') }),
      (control, at) => control.deleteMessage(at)
    )
  ],
  ['block', write(by, (control, who) => control.block(who))],
  ['unblock', write(by, (control, who) => control.unblock(who))],
  [
    'createAgent',
    write(
      params => ({ ...person(params), ...group(params), admin: flag(params, 'admin') }),
      (control, wish) => control.createAgent(wish)
    )
  ],
  [
    'agentSays',
    write(
      params => ({
        ...inChat(params),
        ...said(params),
        ...answering(params),
        thread_id: whole(params, 'thread_id', 0),
        anonymous: flag(params, 'anonymous')
      }),
      (control, says) => control.agentSays(says)
    )
  ],
  ['closeTopic', write(topic, (control, at) => control.closeTopic(at))],
  ['reopenTopic', write(topic, (control, at) => control.reopenTopic(at))],
  [
    'renameTopic',
    write(
      params => ({
        ...topic(params),
        name: optionalWords(params, 'name'),
        icon_custom_emoji_id: optionalWords(params, 'icon_custom_emoji_id')
      }),
      (control, to) => control.renameTopic(to)
    )
  ],
  [
    'createTopic',
    write(
      params => ({ ...inChat(params), name: words(params, 'name') }),
      (control, at) => control.createTopic(at)
    )
  ],
  ['deleteTopic', write(topic, (control, at) => control.deleteTopic(at))],
  ['leaveGroup', write(inChat, (control, at) => control.leaveGroup(at))],
  ['removeFromGroup', write(inChat, (control, at) => control.removeFromGroup(at))],
  ['joinGroup', write(inChat, (control, at) => control.joinGroup(at))],
  [
    'press',
    write(
      params => ({
        ...shown(params),
        data: optionalWords(params, 'data'),
        text: optionalWords(params, 'text')
      }),
      (control, at) => control.press(at)
    )
  ],
  [
    'inlineQuery',
    write(
      params => ({ ...by(params), query: need(optionalWords(params, 'query'), 'query') }),
      (control, asks) => control.inlineQuery(asks)
    )
  ],
  [
    'inlineAnswer',
    read(
      params => ({ inline_query_id: words(params, 'inline_query_id') }),
      (control, of) => control.inlineAnswer(of)
    )
  ],
  [
    'chooseInline',
    write(
      params => ({
        ...group(params),
        inline_query_id: words(params, 'inline_query_id'),
        result_id: words(params, 'result_id'),
        thread_id: whole(params, 'thread_id', 0)
      }),
      (control, wish) => control.chooseInline(wish)
    )
  ],
  [
    'callbackAnswer',
    read(
      params => ({ callback_query_id: words(params, 'callback_query_id') }),
      (control, of) => control.callbackAnswer(of)
    )
  ],
  [
    'react',
    write(
      params => ({ ...shown(params), emoji: optionalWords(params, 'emoji') || undefined }),
      (control, at) => control.react(at)
    )
  ],
  [
    'createGroup',
    write(
      params => ({ title: words(params, 'title'), owner_id: whole(params, 'owner_id') }),
      (control, wish) => control.createGroup(wish)
    )
  ],
  [
    'setBotRights',
    write(
      params => ({ ...group(params), rights: rights(params) }),
      (control, wish) => control.setBotRights(wish)
    )
  ],
  ['restoreBot', write(group, (control, at) => control.restoreBot(at))],
  ['removeBot', write(group, (control, at) => control.removeBot(at))],
  [
    'protect',
    write(
      params => ({ ...group(params), protected: need(flag(params, 'protected'), 'protected') }),
      (control, at) => control.protect(at)
    )
  ],
  [
    'migrate',
    write(
      params => ({ ...group(params), keep_topics: flag(params, 'keep_topics') }),
      (control, at) => control.migrate(at)
    )
  ],
  ['fault', write(fault, (control, wish) => control.fault(wish))],
  ['faults', read(none, control => control.faults())],
  ['clearFaults', write(none, control => control.clearFaults())],
  [
    'duplicateUpdates',
    write(
      params => ({ count: whole(params, 'count', 1) }),
      (control, wish) => control.duplicateUpdates(wish)
    )
  ],
  [
    'alterUpdate',
    write(
      params => ({ fields: need(record(params, 'fields'), 'fields') }),
      (control, wish) => control.alterUpdate(wish)
    )
  ],
  [
    'away',
    write(
      params => ({ mode: away(params) }),
      (control, wish) => control.away(wish)
    )
  ],
  [
    'limits',
    write(
      params => ({ on: need(flag(params, 'on'), 'on') }),
      (control, wish) => control.limits(wish)
    )
  ],
  ['advance', write(seconds, (control, by) => control.advance(by))],
  ['pendingUpdates', read(none, control => control.pendingUpdates())],
  [
    'log',
    read(
      params => ({
        after: whole(params, 'after', 0),
        method: optionalWords(params, 'method'),
        chat_id: whole(params, 'chat_id'),
        limit: whole(params, 'limit', 1)
      }),
      (control, filter) => control.log(filter)
    )
  ],
  ['clearLog', write(none, control => control.clearLog())]
])
