import type { Params } from '#telegram'
import type { Task } from '../outbox/index.js'
import type { Call } from './calls.js'
import { type Composing, compose } from './compose.js'
import { at } from './target.js'

type Media = Params<'sendMediaGroup'>['media'][number]

/** One call that shows several messages, each of them a delivery of its own. */
export interface Album {
  readonly call: Call<'sendMediaGroup'>
  readonly items: readonly { readonly task: Task; readonly parts: number }[]
}

/**
 * The album that these can go as, or as many of the first of them as can. By their files: what is copied can't be an answer,
 * and Telegram does not say what it left out. Undefined: the first goes by itself.
 */
export async function composeAlbum(
  tasks: readonly Task[],
  composing: Omit<Composing, 'task' | 'follows'>
): Promise<Album | undefined> {
  const items: { task: Task; parts: number; media: Media; first: Call }[] = []
  for (const task of tasks) {
    const follows = items.length > 0
    const composed = await compose({ ...composing, task: shownAs(task, tasks, follows), follows })
    const [first, ...more] = composed.kind === 'calls' ? composed.calls : []
    const media = first && mediaOf(first)
    // What follows a long caption is sent after the album: only its first can have that.
    if (!first || !media || (follows && more.length > 0)) break
    items.push({ task, parts: 1 + more.length, media, first })
  }
  const [leading] = items
  const media = alike(items.map(item => item.media))
  if (!leading || !media || items.length < 2) return undefined
  const params = { ...at(composing.target), ...answeredBy(leading.first), media }
  return { call: { method: 'sendMediaGroup', params }, items }
}

/** Telegram takes photos and videos together, anything else with its own kind only. */
function alike(all: readonly Media[]): Params<'sendMediaGroup'>['media'] | undefined {
  const photosAndVideos = all.filter(media => media.type === 'photo' || media.type === 'video')
  const audios = all.filter(media => media.type === 'audio')
  const documents = all.filter(media => media.type === 'document')
  return [photosAndVideos, audios, documents].find(some => some.length === all.length)
}

const answeredBy = ({ params }: Call) =>
  'reply_parameters' in params && params.reply_parameters ? { reply_parameters: params.reply_parameters } : {}

/** That it may be a repeat is said once for all of them. */
function shownAs(task: Task, all: readonly Task[], follows: boolean): Task {
  const maybeSent = !follows && all.some(({ progress }) => progress.state.maybeSent)
  const state = { ...task.progress.state, maybeSent }
  return { ...task, media: 'file', progress: { ...task.progress, state, marked: new Set<number>() } }
}

function mediaOf(call: Call): Media | undefined {
  switch (call.method) {
    case 'sendPhoto':
      return { type: 'photo', media: call.params.photo, ...captionOf(call.params) }
    case 'sendVideo':
      return { type: 'video', media: call.params.video, ...captionOf(call.params) }
    case 'sendAudio':
      return { type: 'audio', media: call.params.audio, ...captionOf(call.params) }
    case 'sendDocument':
      return { type: 'document', media: call.params.document, ...captionOf(call.params) }
    default:
      return undefined
  }
}

const captionOf = ({
  caption,
  caption_entities
}: Pick<Params<'sendPhoto'>, 'caption' | 'caption_entities'>) => ({
  ...(caption && { caption }),
  ...(caption_entities && { caption_entities })
})
