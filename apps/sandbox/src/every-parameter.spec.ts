import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Message } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { isMethod } from './methods/index.js'
import type { Sandbox } from './sandbox.js'
import { type Bot, withSandbox } from './testing.js'

/** Those that end what the others need, and those that are refused whatever they say. */
const notTried = ['setWebhook', 'deleteWebhook', 'leaveChat', 'logOut', 'close']

/** What the types of the Bot API say that each method takes. */
function declared(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const types = new URL('../../../node_modules/@grammyjs/types/methods.d.ts', import.meta.url)
  let names: string[] = []
  for (const line of readFileSync(fileURLToPath(types), 'utf8').split('\n')) {
    const [, method] = /^ {4}(\w+)\(/.exec(line) ?? []
    if (method !== undefined) {
      names = []
      if (isMethod(method) && !notTried.includes(method)) found.set(method, names)
    }
    const [, name] = /^ {8}(\w+)\??: /.exec(line) ?? []
    if (name !== undefined) names.push(name)
  }
  return found
}

/** A call of each method that is accepted. */
async function callsOf(
  { control, staffGroupId: chat_id }: Sandbox,
  bot: Bot
): Promise<Record<string, object | undefined>> {
  const sent = (method: string, params: object) => bot.get<Message>(method, { chat_id, ...params })
  const inGroup = { chat_id }
  const text = 'Hello'
  const url = 'https://example.org/a'
  const worded = { chat_id, caption: text }
  const place = { latitude: 52.5, longitude: 13.4 }
  const keys = { inline_keyboard: [[{ text, callback_data: 'a' }]] }
  const { id: user_id } = control.createAgent({ first_name: 'Max' })
  const topics: object[] = []
  for (const name of ['a', 'b', 'c']) {
    const { message_thread_id } = await sent('createForumTopic', { name })
    topics.push({ chat_id, message_thread_id })
  }
  const [topic, closed, deleted] = topics
  const { message_id } = await sent('sendMessage', { text, reply_markup: keys })
  const at = { chat_id, message_id }
  const atVideo = { chat_id, message_id: (await sent('sendVideo', { video: url })).message_id }
  const first = (await sent('sendMessage', { text })).message_id
  const second = (await sent('sendMessage', { text })).message_id
  const from = { chat_id, from_chat_id: chat_id }
  const live = control.agentSays({ user_id, media: { kind: 'live_photo' } })
  const [still] = live.photo ?? []
  return {
    ...{ getMe: {}, getUpdates: {}, getWebhookInfo: {}, getMyCommands: {}, deleteMyCommands: {} },
    ...{ getChat: inGroup, getChatAdministrators: inGroup, getChatMemberCount: inGroup },
    getChatMember: { chat_id, user_id },
    setMyCommands: { commands: [{ command: 'a', description: 'b' }] },
    ...{
      sendMessage: { chat_id, text },
      sendPhoto: { ...worded, photo: url },
      sendVideo: { ...worded, video: url }
    },
    sendLivePhoto: { ...worded, live_photo: live.live_photo?.file_id, photo: still?.file_id },
    ...{ sendAudio: { chat_id, audio: url }, sendDocument: { chat_id, document: url } },
    ...{ sendVoice: { chat_id, voice: url }, sendSticker: { chat_id, sticker: url } },
    ...{ sendAnimation: { ...worded, animation: url }, sendVideoNote: { chat_id, video_note: url } },
    ...{ sendDice: inGroup, sendLocation: { chat_id, ...place, live_period: 60 } },
    sendVenue: { chat_id, ...place, title: 'a', address: 'b' },
    sendContact: { chat_id, phone_number: '+49', first_name: 'Dora' },
    sendPoll: { chat_id, question: 'Which?', options: ['a', 'b'] },
    sendMediaGroup: { chat_id, media: [{ type: 'photo', media: url }] },
    ...{ copyMessage: { ...from, ...atVideo, caption: text }, forwardMessage: { ...from, ...atVideo } },
    copyMessages: { ...from, message_ids: [message_id] },
    forwardMessages: { ...from, message_ids: [message_id] },
    ...{ editMessageText: { ...at, text: 'Bye' }, editMessageReplyMarkup: { ...at, reply_markup: keys } },
    editMessageCaption: { ...atVideo, caption: 'a' },
    editMessageMedia: { ...atVideo, media: { type: 'photo', media: url } },
    deleteMessage: { chat_id, message_id: first },
    deleteMessages: { chat_id, message_ids: [second] },
    setMessageReaction: at,
    answerCallbackQuery: control.press({ user_id, chat_id, message_id, text }),
    answerInlineQuery: { ...control.inlineQuery({ user_id, query: 'a' }), results: [] },
    sendChatAction: { chat_id, action: 'typing' },
    getFile: { file_id: still?.file_id },
    getForumTopicIconStickers: {},
    createForumTopic: { chat_id, name: 'another' },
    ...{ editForumTopic: { ...topic, name: 'other' }, closeForumTopic: closed, reopenForumTopic: closed },
    ...{ deleteForumTopic: deleted, unpinAllForumTopicMessages: topic },
    ...{ editGeneralForumTopic: { chat_id, name: 'All' }, closeGeneralForumTopic: inGroup },
    ...{ reopenGeneralForumTopic: inGroup, hideGeneralForumTopic: inGroup, unhideGeneralForumTopic: inGroup },
    unpinAllGeneralForumTopicMessages: inGroup,
    ...{ pinChatMessage: at, unpinChatMessage: at, unpinAllChatMessages: inGroup }
  }
}

describe('a parameter that the Bot API has', () => {
  it('is looked at by every method that takes it; what no method knows is told in the log', () =>
    withSandbox({}, async (sandbox, bot) => {
      const calls = await callsOf(sandbox, bot)
      const methods = declared()
      expect([...methods.keys()].sort()).toEqual(Object.keys(calls).sort())
      const ignored: Record<string, readonly string[]> = {}
      for (const [method, params] of Object.entries(calls)) {
        // An empty one asks for nothing.
        const all = Object.fromEntries((methods.get(method) ?? []).map(name => [name, '']))
        await bot.get(method, { ...all, ...params, nonsense: 1 })
        const [call] = sandbox.control.log({ method, limit: 1 })
        ignored[method] = call?.ignored ?? []
      }
      expect(ignored).toEqual(Object.fromEntries([...methods.keys()].map(method => [method, ['nonsense']])))
    }))
})
