import { expect } from '@jest/globals'
import { internal, type Stage } from '../stage.js'

export async function* albumWithNote(stage: Stage) {
  stage.says(`${stage.name}: is it a fraud`)
  await stage.topicOpens()
  yield
  const album = { media: { kind: 'photo' }, media_group_id: `album of ${stage.name}` } as const
  stage.writes(`/note ${internal} fraud`, 'Agent', album)
  stage.writes('', 'Agent', album)
  stage.writes('', 'Agent', album)
  yield
  stage.replies(`${stage.name}: it is none`)
  stage.afterwards(async () => {
    const kinds = (await stage.thread()).map(({ direction, kind }) => `${direction} ${kind}`)
    expect(kinds.filter(each => each === 'note photo')).toHaveLength(3)
    expect(kinds).not.toContain('outbound photo')
  })
}

export async function* internalWords(stage: Stage) {
  stage.says(`${stage.name}: the parcel is lost`)
  await stage.topicOpens()
  yield
  stage.commands(`/note ${internal} the first part`)
  stage.writes(`${internal} the second part, cut off by the app`)
  stage.writes(`／note ${internal} with a wide slash`, 'Anna')
  stage.writes(`@anna /note ${internal} to a colleague`, 'Ben')
  const user = { id: stage.customer.id, is_bot: false, first_name: 'Anna' }
  stage.writes(`Anna Maria /note ${internal} to one without a username`, 'Ben', {
    entities: [{ type: 'text_mention', offset: 0, length: 10, user }]
  })
  yield
  stage.commands(`/note ${internal} what do you say to this`, 'Clara')
  stage.writes(`${internal} forwarded with a note`, 'Clara', { forwarded_from: 'Somebody' })
  stage.commands('/claim', 'Dan')
  stage.writes(`${internal} forwarded with a command`, 'Dan', { forwarded_from: 'Somebody' })
  stage.replies(`${stage.name}: in the same breath of others`, 'Eve')
  yield
  stage.replies(`${stage.name}: we look for it`)
  stage.afterwards(async () => {
    const notes = (await stage.thread()).filter(({ direction }) => direction === 'note')
    const given = stage.twice === 'command' ? 2 : 1
    expect(notes.filter(({ text }) => text === `${internal} the first part`)).toHaveLength(given)
    for (const once of ['second part', 'forwarded with a note', 'forwarded with a command'])
      expect(notes.filter(({ text }) => text?.includes(once))).toHaveLength(1)
  })
}

export async function* wordsAfterCommands(stage: Stage) {
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

export async function* correctedReply(stage: Stage) {
  stage.says(`${stage.name}: when do you come`)
  await stage.topicOpens()
  yield
  const text = `${stage.name}: we come on Monday`
  const reply = stage.replies(text)
  yield
  const state = async (now: string) => (await stage.thread()).find(each => each.text === now)?.delivery?.state
  await stage.comes('what became of it', async () =>
    ['sent', 'uncertain'].includes((await state(text)) ?? '')
  )
  const corrected = `${stage.name}: we come on Tuesday`
  const isKnown = (await state(text)) === 'sent'
  if (isKnown) stage.corrects(reply, corrected)
  yield
  stage.commands('/wait')
  stage.afterwards(() => {
    if (isKnown) expect(stage.received().map(each => each.text)).toContain(corrected)
  })
}

export async function* chosenOnCard(stage: Stage) {
  stage.says(`${stage.name}: it is on fire`)
  await stage.topicOpens()
  yield
  stage.commands(`/away 30m ${internal} lunch`)
  stage.commands('/back')
  await stage.comes('the card', () => stage.withButton('Priority…'))
  stage.presses('Priority…')
  yield
  await stage.comes('the choice', () => stage.withButton('urgent'))
  stage.presses('urgent')
  yield
  await stage.ticket('is urgent', ({ priority }) => priority === 'urgent')
  stage.afterwards(() => {
    const card = stage.withButton('Priority…')
    expect(card.text).toContain('Priority: urgent')
  })
}
