import type { MediaKind } from '../world/files.js'
import { mediaOf } from './media-details.js'
import type { Method } from './method.js'
import { sendContact, sendDice, sendLocation, sendVenue } from './other-content.js'
import { sendPoll } from './polls.js'
import { send } from './send.js'

const sending =
  (kind: MediaKind): Method =>
  (world, params) =>
    send(world, params, mediaOf(world, params, params, kind, params.text(kind) ?? ''))

export const methods: Record<string, Method> = {
  sendPhoto: sending('photo'),
  sendLivePhoto: sending('live_photo'),
  sendVideo: sending('video'),
  sendAudio: sending('audio'),
  sendDocument: sending('document'),
  sendVoice: sending('voice'),
  sendSticker: sending('sticker'),
  sendAnimation: sending('animation'),
  sendVideoNote: sending('video_note'),
  sendLocation,
  sendVenue,
  sendContact,
  sendDice,
  sendPoll
}
