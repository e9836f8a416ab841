import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnStaffGroup, PublishSetting, PublishSettingHandler } from '#application'
import type { TicketId } from '#kernel'
import { annasChat, group, groupStream, Scene } from './testing/scene.js'
import { lost, refusal } from './testing/scripted-telegram.js'

let scene: Scene
beforeEach(async () => {
  scene = await Scene.prepared()
  await speak('ru')
  await scene.delivery.start()
})
afterEach(() => scene.stop())

async function speak(staff_language: 'en' | 'ru'): Promise<void> {
  const publish = new PublishSetting('desk', 'main', { staff_language }, scene.context())
  await new PublishSettingHandler(scene.desk).execute(publish)
  await scene.passes(1500)
}

/** Everything that stands in the group by the desk's doing, with names of topics and words on buttons. */
function shown(): string[] {
  return scene.world.telegram.asSent
    .filter(({ params }) => params['chat_id'] === group)
    .flatMap(({ params }) => {
      const keyboard = JSON.stringify(params['reply_markup'] ?? {})
      const buttons = [...keyboard.matchAll(/"text":"([^"]*)"/g)].map(([, text = '']) => text)
      return [params['text'], params['caption'], params['name'], ...buttons]
    })
    .filter(text => typeof text === 'string')
}

/** Lines with words in Latin letters that are no name, no command and nothing that was written by a person. */
const english = (texts: readonly string[], names: RegExp) =>
  texts
    .flatMap(text => text.split('\n'))
    .map(line => line.replaceAll(/\/[a-z]+/g, '').replaceAll(names, ''))
    .filter(line => /[a-z]{2,}/i.test(line))

const names =
  /Anna|[Gg]eneral|API|Telegram|Team|Bot API|UTC|[0-9A-Z]{4}-[0-9A-Z]{4}|normal|low|high|urgent|deskctl deliveries list|Bad Request: something|can_\w+|customer words|reply words|note words|Other words|Forwarder/g

const via = (ticketId: TicketId) =>
  ({
    kind: 'message',
    place: { staffGroupId: groupStream, chatId: group, threadId: scene.threadOf(ticketId) },
    telegramMessageId: 5
  }) as const

const refuse = (ticketId: TicketId, command: string, reason: string, details = {}) =>
  scene.act(ticketId, {
    type: 'RefuseCommand',
    command,
    reason,
    details,
    agentId: null,
    via: via(ticketId)
  })

describe('a desk whose team speaks Russian', () => {
  it('says everything in Russian in the topic: card, buttons, marks, refusals, failures, a summary', async () => {
    const { telegram } = scene.world
    const { ticketId, telegramMessageId } = await scene.customerWrites('customer words', {
      forwardedFrom: 'Forwarder'
    })
    await scene.quiet()
    await scene.customerEdits(ticketId, telegramMessageId, 'Other words')
    await scene.quiet()
    for (const method of ['forwardMessage', 'copyMessage', 'sendSticker'])
      telegram.answer(method, refusal(400, 'Bad Request: something'))
    await scene.customerWrites('', { kind: 'sticker', fileId: 'f' })
    telegram.answer(({ params }) => params['text'] === 'reply words', refusal(400, 'Bad Request: something'))
    await scene.agentReplies(ticketId, 'reply words', { source: { kind: 'api' } })
    await scene.quiet()
    telegram.answer(({ params }) => params['text'] === 'reply words', lost)
    await scene.agentReplies(ticketId, 'reply words')
    await scene.quiet()
    await refuse(ticketId, 'assign', 'argument_missing', { usage: '/assign @name' })
    await refuse(ticketId, 'unknown', 'unknown_command', { nearest: 'close' })
    await refuse(ticketId, 'wait', 'transition_not_allowed', { from: 'resolved' })
    await refuse(ticketId, 'note', 'follows_a_note', { note: 'n' })
    await scene.act(ticketId, { type: 'HoldTicket' })
    await scene.quiet()
    telegram.answer(
      ({ params }) => params['text'] === 'customer words',
      refusal(400, 'Bad Request: message thread not found')
    )
    await scene.customerWrites('customer words')
    await scene.quiet()
    await scene.act(ticketId, { type: 'CloseTicket', cause: 'command', now: 0 })
    await scene.quiet()
    expect(english(shown(), names)).toEqual([])
    const all = shown().join('\n')
    for (const words of [
      'Клиент: Anna',
      'Статус: отложено',
      'Взять',
      'Отправить ещё раз',
      '↪ переслано от Forwarder',
      '✏️ изменено:',
      '[стикер: здесь показать нельзя]',
      '💬 Ответ (Коллега):',
      'Не доставлено: Telegram отказал («Bad Request: something»).',
      'Пишется так: /assign @имя',
      'статус — «решено»',
      'Прежнюю тему этого обращения удалили.'
    ])
      expect(all).toContain(words)
  })

  it('tells in General what goes on, while customers are spoken to in the language of their app', async () => {
    const notices = [
      { notice: 'general_help', details: {} },
      { notice: 'human_topic_hint', details: {} },
      { notice: 'rights_missing', details: { missing: 'forum, can_pin_messages' } },
      { notice: 'alert_began', details: { alert: 'telegram_away', why: 'no answer in time' } },
      { notice: 'alert_ended', details: { alert: 'telegram_away', seconds: 65 } },
      { notice: 'sla_digest', details: { breached: 2, warned: 0, tickets: '', more: 1 } }
    ] as const
    for (const { notice, details } of notices) {
      const command = { type: 'RequestStaffNotice', notice, details, threadId: null } as const
      const asked = { ...command, replyToTelegramMessageId: null }
      await scene.bus.execute(new ActOnStaffGroup(groupStream, asked, scene.context()))
    }
    await scene.customerWrites('customer words')
    await scene.quiet()
    expect(shown().length).toBeGreaterThan(notices.length)
    expect(english(shown(), names)).toEqual([])
    expect(scene.world.telegram.texts(annasChat)).toEqual([expect.stringMatching(/^Thank you/)])
  })

  it('goes on in English as soon as it is told so: the card that stands there, and what comes', async () => {
    const { ticketId } = await scene.customerWrites('customer words')
    await scene.quiet()
    await speak('en')
    await scene.act(ticketId, { type: 'HoldTicket' })
    await refuse(ticketId, 'unknown', 'unknown_command', { nearest: null })
    await scene.quiet()
    const { telegram } = scene.world
    expect(String(telegram.named('editMessageText').at(-1)?.params['text'])).toContain('Status: on hold')
    expect(telegram.texts(group).at(-1)).toMatch(/^I do not know this command/)
  })
})
