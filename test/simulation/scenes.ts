import { expect } from '@jest/globals'
import { internal, type Stage } from './stage.js'

/** What is played. Where it yields, the desk may be killed, with what was begun under way. */
export type Scene = (stage: Stage) => AsyncGenerator<undefined, void>

const once = (texts: readonly string[], text: string) => texts.filter(each => each === text)

async function* internalWords(stage: Stage) {
  stage.says(`${stage.name}: the parcel is lost`)
  await stage.topicOpens()
  yield
  stage.commands(`/note ${internal} the first part`)
  stage.writes(`${internal} the second part, cut off by the app`)
  stage.writes(`／note ${internal} with a wide slash`, 'Anna')
  stage.writes(`@anna /note ${internal} to a colleague`, 'Ben')
  yield
  await stage.comes('the notes', async () => {
    const notes = (await stage.thread()).filter(({ direction }) => direction === 'note')
    return notes.some(({ text }) => text?.includes('second part'))
  })
  stage.replies(`${stage.name}: we look for it`)
  stage.afterwards(async () => {
    const notes = (await stage.thread()).filter(({ direction }) => direction === 'note')
    const given = stage.twice === 'command' ? 2 : 1
    expect(notes.filter(({ text }) => text === `${internal} the first part`)).toHaveLength(given)
    expect(notes.filter(({ text }) => text?.includes('second part'))).toHaveLength(1)
  })
}

async function* albumWithNote(stage: Stage) {
  stage.says(`${stage.name}: is it a fraud`)
  await stage.topicOpens()
  yield
  const album = { media: { kind: 'photo' }, media_group_id: `album of ${stage.name}` } as const
  stage.writes(`/note ${internal} fraud`, 'Agent', album)
  stage.writes('', 'Agent', album)
  stage.writes('', 'Agent', album)
  yield
  await stage.comes('three notes', async () => {
    const notes = (await stage.thread()).filter(({ direction }) => direction === 'note')
    return notes.length === 3
  })
  stage.afterwards(async () => {
    const kinds = (await stage.thread()).map(({ direction, kind }) => `${direction} ${kind}`)
    expect(kinds.filter(each => each === 'note photo')).toHaveLength(3)
    expect(kinds).not.toContain('outbound photo')
  })
}

async function* startLink(stage: Stage) {
  stage.starts('/start promo-12')
  yield
  stage.says(`${stage.name}: hello`)
  yield
  await stage.topicOpens()
  stage.commands('/claim')
  stage.afterwards(async () => {
    expect(await stage.ticket('is there')).toMatchObject({ source: 'promo-12', message_count: 2 })
    expect(stage.inTopic().filter(({ text }) => text?.includes('Source: promo-12'))).toHaveLength(1)
  })
}

async function* wordsAfterStart(stage: Stage) {
  const words = `${stage.name}, parcel 4711 is lost`
  stage.starts(`/start ${words}`, words)
  yield
  await stage.comes('the words in the topic', async () => {
    await stage.topicOpens()
    return stage.inTopic().some(({ text }) => text?.includes(words))
  })
  yield
  stage.commands('/priority high')
  await stage.ticket('is of high priority', ({ priority }) => priority === 'high')
}

async function* questionAfterResolve(stage: Stage) {
  stage.says(`${stage.name}: it does not work`)
  await stage.topicOpens()
  yield
  stage.commands('/resolve')
  yield
  await stage.ticket('is resolved', ({ status }) => status === 'resolved')
  stage.says('Is it solved')
  yield
  await stage.ticket('is open again', ({ status }) => status !== 'resolved')
  stage.afterwards(async () => expect(await stage.events('TicketReopened')).toHaveLength(1))
}

async function* voiceRefused(stage: Stage) {
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

async function* topicRefused(stage: Stage) {
  const description = 'Bad Request: SOMETHING_NEW'
  stage.control.fault({ kind: 'error', code: 400, description, method: 'createForumTopic', times: 2 })
  stage.says(`${stage.name}: first`)
  yield
  stage.says(`${stage.name}: second`)
  yield
  await stage.topicOpens()
  stage.commands('/hold')
  await stage.ticket('is held', ({ status }) => status === 'on_hold')
}

async function* noSuchDate(stage: Stage) {
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

async function* falseFlags(stage: Stage) {
  stage.says(`${stage.name}: before`)
  await stage.topicOpens()
  yield
  stage.control.alterUpdate({ fields: { group_chat_created: false } })
  stage.says(`${stage.name}: no group was created`)
  stage.control.alterUpdate({ fields: { migrate_to_chat_id: 0 } })
  stage.replies(`${stage.name}: we did not move to chat 0`)
  yield
  stage.commands('/claim')
  await stage.ticket('has an agent', ({ assigned_agent_id: agent }) => agent !== null)
}

async function* wordsAfterCommands(stage: Stage) {
  stage.says(`${stage.name}: I want my money back`)
  await stage.topicOpens()
  yield
  stage.commands(`/claim ${internal} mine`)
  stage.commands(`/hold ${internal} see the photo`, 'Agent', { media: { kind: 'photo' } })
  yield
  stage.commands(`/resolve ${internal} refunded by card`)
  yield
  await stage.ticket('is resolved', ({ status }) => status === 'resolved')
  stage.afterwards(async () => {
    const kept = (await stage.thread()).filter(({ direction }) => direction === 'note')
    const given = stage.twice === 'command' ? 2 : 1
    for (const words of ['mine', 'see the photo', 'refunded by card']) {
      expect(kept.filter(({ text }) => text === `${internal} ${words}`)).toHaveLength(given)
    }
    expect(kept.filter(({ kind }) => kind === 'photo')).toHaveLength(given)
  })
}

async function* sentAgain(stage: Stage) {
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

/** By the rows of what real input has shown, each a way in which a desk can fail its customer. */
export const scenes = {
  'a: an album of notes': albumWithNote,
  'b: what looks internal': internalWords,
  'e: a start link': startLink,
  'e: words after /start': wordsAfterStart,
  'f: a question after resolve': questionAfterResolve,
  'j: no voice messages': voiceRefused,
  'k: a topic refused': topicRefused,
  'n: a date that no calendar has': noSuchDate,
  'o: flags that are false': falseFlags,
  'p: words after commands': wordsAfterCommands,
  'q: sent again after a block': sentAgain
} as const satisfies Readonly<Record<string, Scene>>

export type Row = keyof typeof scenes
