import { expect } from '@jest/globals'
import { healthOf } from '../../support/quiet.js'
import type { Stage } from '../stage.js'

const once = (texts: readonly string[], text: string) => texts.filter(each => each === text)

export async function* voiceRefused(stage: Stage) {
  stage.says(`${stage.name}: call me`)
  await stage.topicOpens()
  yield
  const description = 'Bad Request: VOICE_MESSAGES_FORBIDDEN'
  for (const method of ['copyMessage', 'sendVoice']) {
    stage.control.fault({
      kind: 'error',
      code: 400,
      description,
      method,
      chat_id: stage.customer.id,
      times: 9
    })
  }
  const text = `${stage.name}: what I say`
  stage.replies(text, 'Colleague', { media: { kind: 'voice' } })
  stage.commands('/tag +voice')
  yield
  const settled = async () => (await stage.thread()).find(each => each.text === text)?.delivery?.state
  await stage.comes('what became of it', async () => ['sent', 'uncertain'].includes((await settled()) ?? ''))
  stage.afterwards(async () => {
    const files = stage.received().filter(({ caption }) => caption === text)
    expect(files.every(({ document }) => document !== undefined)).toBe(true)
    if ((await settled()) === 'sent') expect(files).toHaveLength(1)
  })
}

export async function* topicRefused(stage: Stage) {
  const description = 'Bad Request: SOMETHING_NEW'
  const method = 'createForumTopic'
  stage.control.fault({ kind: 'error', code: 400, description, method, words: stage.name, times: 2 })
  stage.says(`${stage.name}: first`)
  // Not killed before that: another process would count the refusals anew.
  await stage.comes('the refusal in health, in Telegram’s words', async () =>
    (await healthOf(stage.desk)).alerts.some(
      ({ name, detail }) => name === 'delivery_refused' && detail.includes('SOMETHING_NEW')
    )
  )
  await stage.comes('the same in General', () =>
    stage.inGeneral().some(text => text.includes('SOMETHING_NEW'))
  )
  yield
  stage.says(`${stage.name}: second`)
  yield
  await stage.topicOpens()
  stage.commands('/hold')
  await stage.ticket('is held', ({ status }) => status === 'on_hold')
}

export async function* noSuchDate(stage: Stage) {
  stage.says(`${stage.name}: before`)
  yield
  stage.control.alterUpdate({ fields: { date: 8_640_000_000_001 } })
  stage.starts(`${stage.name}: of a date that no calendar has`)
  stage.says(`${stage.name}: after`)
  yield
  await stage.topicOpens()
  stage.commands('/wait')
  await stage.ticket('waits', ({ status }) => status === 'waiting_on_customer')
}

/** Beside words that somebody wrote: none of it makes a service message of them. */
const wrongFields: readonly Readonly<Record<string, unknown>>[] = [
  { group_chat_created: false, new_chat_title: 3, new_chat_members: {}, left_chat_member: true },
  { forum_topic_closed: 'yes', forum_topic_edited: [], pinned_message: 7, migrate_from_chat_id: 'x' },
  { reply_to_message: 'that', quote: 5, external_reply: [], forward_origin: 'them', media_group_id: {} }
]

export async function* falseFlags(stage: Stage) {
  stage.says(`${stage.name}: before`)
  await stage.topicOpens()
  yield
  for (const [n, fields] of wrongFields.entries()) {
    stage.control.alterUpdate({ fields })
    stage.says(`${stage.name}: with wrong fields ${n}`)
    stage.control.alterUpdate({ fields })
    stage.replies(`${stage.name}: an answer with wrong fields ${n}`)
  }
  yield
  stage.control.alterUpdate({ fields: { migrate_to_chat_id: 0 } })
  stage.replies(`${stage.name}: we did not move to chat 0`)
  yield
  stage.commands('/claim')
  await stage.ticket('has an agent', ({ assigned_agent_id: agent }) => agent !== null)
}

export async function* sentAgain(stage: Stage) {
  stage.says(`${stage.name}: hello`)
  await stage.topicOpens()
  yield
  stage.told(() => stage.control.block({ user_id: stage.customer.id }))
  const text = `${stage.name}: we have news`
  stage.replies(text)
  yield
  await stage.comes('the button', () => stage.withButton('Send again'))
  stage.told(() => stage.control.unblock({ user_id: stage.customer.id }))
  yield
  stage.presses('Send again')
  yield
  const state = async () => (await stage.thread()).find(each => each.text === text)?.delivery?.state
  await stage.comes('it is sent', async () => ['sent', 'uncertain'].includes((await state()) ?? ''))
  stage.afterwards(async () => {
    if ((await state()) !== 'sent') return
    const failed = await stage.desk.all<{ ticket_id: string | null }>('/api/v1/admin/deliveries?state=failed')
    const { id } = await stage.ticket('is there')
    expect(failed.filter(each => each.ticket_id === id)).toEqual([])
    const told = stage.inTopic().map(each => (each.text ?? '').replace('▸ ', ''))
    expect(told.filter(each => each.startsWith('✓ Arrived'))).toHaveLength(1)
    expect(once(told, 'The customer can be reached again: they have unblocked the bot.')).toHaveLength(1)
  })
}

export async function* topicDeleted(stage: Stage) {
  stage.says(`${stage.name}: it is red`)
  await stage.topicOpens()
  await stage.comes('the words in the topic', () =>
    stage.inTopic().some(({ text }) => text?.endsWith('it is red'))
  )
  const corrected = `${stage.name}: it is blue`
  stage.changes({ text: corrected }, corrected)
  yield
  stage.deletesTopic()
  stage.says(`${stage.name}: are you there`)
  yield
  await stage.topicOpens(stage.topic.thread_id)
  stage.replies(`${stage.name}: we are`)
  yield
  stage.commands('/hold')
  stage.afterwards(() => {
    const shown = stage.inTopic().map(({ text }) => text ?? '')
    const summaries = shown.filter(text => text.includes('The former topic of this ticket was deleted.'))
    expect(summaries.every(text => text.includes('it is blue') && !text.includes('it is red'))).toBe(true)
    expect(summaries.length).toBeGreaterThan(0)
  })
}
