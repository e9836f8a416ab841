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
  run: (control: Control, params: Params) => unknown
}

/** A hundred years: clocks go no further than calendars. */
const maxAdvanceS = 3_155_760_000

const read = (run: Call['run']): Call => ({ reads: true, run })
const write = (run: Call['run']): Call => ({ reads: false, run })

/** Every call of the control, by its name in the path `/sandbox/<name>`. */
export const controlCalls: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['people', read(control => control.people())],
  ['chats', read(control => control.chats())],
  ['topics', read((control, params) => control.topics(group(params)))],
  [
    'messages',
    read((control, params) =>
      control.messages({
        chat_id: id(params, 'chat_id'),
        thread_id: whole(params, 'thread_id', 0),
        after: whole(params, 'after', 0),
        before: whole(params, 'before', 0),
        limit: whole(params, 'limit', 1)
      })
    )
  ],
  ['createCustomer', write((control, params) => control.createCustomer(person(params)))],
  [
    'renamePerson',
    write((control, params) =>
      control.renamePerson({
        ...by(params),
        first_name: words(params, 'first_name'),
        last_name: optionalWords(params, 'last_name'),
        username: username(params)
      })
    )
  ],
  [
    'customerSays',
    write((control, params) =>
      control.customerSays({
        ...by(params),
        ...said(params),
        ...answering(params),
        forwarded_from: optionalWords(params, 'forwarded_from'),
        topic: optionalWords(params, 'topic')
      })
    )
  ],
  [
    'edit',
    write((control, params) =>
      control.edit({ ...by(params), ...group(params), ...said(params), message_id: id(params, 'message_id') })
    )
  ],
  [
    'deleteMessage',
    write((control, params) =>
      control.deleteMessage({ chat_id: id(params, 'chat_id'), message_id: id(params, 'message_id') })
    )
  ],
  ['block', write((control, params) => control.block(by(params)))],
  ['unblock', write((control, params) => control.unblock(by(params)))],
  [
    'createAgent',
    write((control, params) =>
      control.createAgent({ ...person(params), ...group(params), admin: flag(params, 'admin') })
    )
  ],
  [
    'agentSays',
    write((control, params) =>
      control.agentSays({
        ...by(params),
        ...group(params),
        ...said(params),
        ...answering(params),
        thread_id: whole(params, 'thread_id', 0),
        anonymous: flag(params, 'anonymous')
      })
    )
  ],
  ['closeTopic', write((control, params) => control.closeTopic(topic(params)))],
  ['reopenTopic', write((control, params) => control.reopenTopic(topic(params)))],
  [
    'renameTopic',
    write((control, params) =>
      control.renameTopic({
        ...topic(params),
        name: optionalWords(params, 'name'),
        icon_custom_emoji_id: optionalWords(params, 'icon_custom_emoji_id')
      })
    )
  ],
  [
    'createTopic',
    write((control, params) =>
      control.createTopic({ ...by(params), ...group(params), name: words(params, 'name') })
    )
  ],
  ['deleteTopic', write((control, params) => control.deleteTopic(topic(params)))],
  ['leaveGroup', write((control, params) => control.leaveGroup({ ...by(params), ...group(params) }))],
  [
    'removeFromGroup',
    write((control, params) => control.removeFromGroup({ ...by(params), ...group(params) }))
  ],
  ['joinGroup', write((control, params) => control.joinGroup({ ...by(params), ...group(params) }))],
  [
    'press',
    write((control, params) =>
      control.press({
        ...by(params),
        ...group(params),
        message_id: id(params, 'message_id'),
        data: optionalWords(params, 'data'),
        text: optionalWords(params, 'text')
      })
    )
  ],
  [
    'inlineQuery',
    write((control, params) =>
      control.inlineQuery({ ...by(params), query: need(optionalWords(params, 'query'), 'query') })
    )
  ],
  [
    'inlineAnswer',
    read((control, params) => control.inlineAnswer({ inline_query_id: words(params, 'inline_query_id') }))
  ],
  [
    'chooseInline',
    write((control, params) =>
      control.chooseInline({
        ...group(params),
        inline_query_id: words(params, 'inline_query_id'),
        result_id: words(params, 'result_id'),
        thread_id: whole(params, 'thread_id', 0)
      })
    )
  ],
  [
    'callbackAnswer',
    read((control, params) =>
      control.callbackAnswer({ callback_query_id: words(params, 'callback_query_id') })
    )
  ],
  [
    'react',
    write((control, params) =>
      control.react({
        ...by(params),
        ...group(params),
        message_id: id(params, 'message_id'),
        emoji: optionalWords(params, 'emoji') || undefined
      })
    )
  ],
  [
    'createGroup',
    write((control, params) =>
      control.createGroup({ title: words(params, 'title'), owner_id: whole(params, 'owner_id') })
    )
  ],
  [
    'setBotRights',
    write((control, params) => control.setBotRights({ ...group(params), rights: rights(params) }))
  ],
  ['restoreBot', write((control, params) => control.restoreBot(group(params)))],
  ['removeBot', write((control, params) => control.removeBot(group(params)))],
  [
    'protect',
    write((control, params) =>
      control.protect({ ...group(params), protected: need(flag(params, 'protected'), 'protected') })
    )
  ],
  [
    'migrate',
    write((control, params) =>
      control.migrate({ ...group(params), keep_topics: flag(params, 'keep_topics') })
    )
  ],
  ['fault', write((control, params) => control.fault(fault(params)))],
  ['faults', read(control => control.faults())],
  ['clearFaults', write(control => control.clearFaults())],
  [
    'duplicateUpdates',
    write((control, params) => control.duplicateUpdates({ count: whole(params, 'count', 1) }))
  ],
  [
    'alterUpdate',
    write((control, params) => control.alterUpdate({ fields: need(record(params, 'fields'), 'fields') }))
  ],
  ['away', write((control, params) => control.away({ mode: away(params) }))],
  ['limits', write((control, params) => control.limits({ on: need(flag(params, 'on'), 'on') }))],
  [
    'advance',
    write((control, params) => {
      const seconds = need(params.number('seconds'), 'seconds')
      if (seconds < 0 || seconds > maxAdvanceS) {
        throw new ControlError(400, `seconds must be between 0 and ${maxAdvanceS}`)
      }
      return control.advance({ seconds })
    })
  ],
  ['pendingUpdates', read(control => control.pendingUpdates())],
  [
    'log',
    read((control, params) =>
      control.log({
        after: whole(params, 'after', 0),
        method: optionalWords(params, 'method'),
        chat_id: whole(params, 'chat_id'),
        limit: whole(params, 'limit', 1)
      })
    )
  ],
  ['clearLog', write(control => control.clearLog())]
])
