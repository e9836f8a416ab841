import { expect } from '@jest/globals'
import type { Stage } from '../stage.js'

export async function* albums(stage: Stage) {
  const photos = (whose: string) => ['one', 'two', 'three'].map(n => `${stage.name}: ${n} ${whose}`)
  const theirs = { media: { kind: 'photo' }, media_group_id: `theirs ${stage.name}` } as const
  for (const text of photos('of theirs')) stage.sends({ ...theirs, text }, text)
  yield
  await stage.topicOpens()
  const ours = { media: { kind: 'photo' }, media_group_id: `ours ${stage.name}` } as const
  for (const text of photos('of ours')) stage.replies(text, 'Colleague', ours)
  yield
  stage.commands('/tag +album')
  await stage.ticket('has a tag', ({ tags }) => tags.includes('album'))
  stage.afterwards(async () => {
    const thread = await stage.thread()
    if (thread.some(({ delivery }) => delivery?.state === 'uncertain')) return
    // A kill, or a second of the desk's fast clock on a busy machine, may stand between two of them: then they are no album.
    const got = stage.received().filter(({ photo }) => photo)
    expect(got.map(({ caption }) => caption)).toEqual(photos('of ours'))
  })
}

export async function* anotherFile(stage: Stage) {
  stage.says(`${stage.name}: see the picture`)
  await stage.topicOpens()
  await stage.comes('the words in the topic', () => stage.inTopic().length > 1)
  const text = `${stage.name}: here it is`
  stage.changes({ media: { kind: 'photo' }, text }, text)
  yield
  stage.commands('/claim')
  yield
  await stage.comes('the picture in the topic', () => stage.inTopic().some(({ photo }) => photo))
  stage.afterwards(async () => {
    const [message] = await stage.thread()
    expect(message).toMatchObject({ kind: 'photo', text })
    expect(message?.edits).toHaveLength(1)
  })
}

export async function* startLink(stage: Stage) {
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

export async function* wordsAfterStart(stage: Stage) {
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

export async function* questionAfterResolve(stage: Stage) {
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

export async function* answers(stage: Stage) {
  stage.says(`${stage.name}: which of the two`)
  await stage.topicOpens()
  const relay = await stage.comes('the relay', () =>
    stage.inTopic().find(({ text }) => text?.endsWith('which of the two'))
  )
  const text = `${stage.name}: the red one or the blue one`
  const reply = stage.replies(text, 'Colleague', { reply_to_message_id: relay.message_id })
  yield
  const got = await stage.comes('the reply', () => stage.received().find(each => each.text === text))
  const answer = `${stage.name}: that one`
  stage.sends({ text: answer, reply_to_message_id: got.message_id, quote: 'the blue one' }, answer)
  yield
  stage.commands('/hold')
  stage.afterwards(() => {
    const question = stage.customer.said[0]?.messageId
    expect(got.reply_to_message?.message_id).toBe(question)
    const shown = stage.inTopic().filter(each => each.text?.endsWith(answer))
    expect(shown.every(each => each.reply_to_message?.message_id === reply.message_id)).toBe(true)
    expect(shown.every(({ quote }) => quote?.text === 'the blue one')).toBe(true)
  })
}

export async function* contents(stage: Stage) {
  stage.sends({ contact: { phone_number: '+4917012345', first_name: 'Jane' } }, '📇 Jane, +4917012345')
  yield
  stage.sends({ location: { latitude: 52.5, longitude: 13.25 } }, '📍 52.5, 13.25')
  yield
  await stage.topicOpens()
  stage.commands('/priority low')
  stage.afterwards(async () => {
    const inbound = (await stage.thread()).filter(({ direction }) => direction === 'inbound')
    expect(inbound.map(({ kind }) => kind)).toEqual(['contact', 'location'])
  })
}

export async function* privateTopics(stage: Stage) {
  const topic = 'Orders'
  const text = `${stage.name}: where is it`
  const asked = stage.sends({ text, topic }, text)
  yield
  await stage.topicOpens()
  const reply = `${stage.name}: on its way`
  stage.replies(reply)
  yield
  stage.commands('/wait')
  await stage.ticket('waits', ({ status }) => status === 'waiting_on_customer')
  stage.afterwards(() => {
    const got = stage.received().filter(each => each.text === reply)
    expect(asked.message_thread_id).toBeDefined()
    expect(got.every(each => each.message_thread_id === asked.message_thread_id)).toBe(true)
  })
}

export async function* renamed(stage: Stage) {
  stage.says(`${stage.name}: under the old name`)
  await stage.topicOpens()
  await stage.comes('the words in the topic', () =>
    stage.inTopic().some(({ text }) => text?.endsWith('under the old name'))
  )
  yield
  const name = `New name of ${stage.name}`
  stage.renames(name)
  stage.says(`${stage.name}: under the new name`)
  yield
  await stage.ticket('has the new name')
  stage.commands('/claim')
  stage.afterwards(() => {
    const { chat_id, thread_id } = stage.topic
    const topic = stage.control.topics({ chat_id }).find(each => each.thread_id === thread_id)
    expect(topic?.name).toMatch(new RegExp(`^${name.slice(0, 30)}`))
  })
}
