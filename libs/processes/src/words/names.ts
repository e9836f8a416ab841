import type { MessageKind, Priority, TicketStatus } from '#domain'
import type { InEach } from './language.js'

export const statusNames: InEach<{ readonly [status in TicketStatus]: string }> = {
  en: {
    open: 'open',
    assigned: 'assigned',
    in_progress: 'in progress',
    waiting_on_customer: 'waiting on customer',
    on_hold: 'on hold',
    resolved: 'resolved',
    closed: 'closed'
  },
  ru: {
    open: 'открыто',
    assigned: 'назначено',
    in_progress: 'в работе',
    waiting_on_customer: 'ждём клиента',
    on_hold: 'отложено',
    resolved: 'решено',
    closed: 'закрыто'
  }
}

export const priorityNames: InEach<{ readonly [priority in Priority]: string }> = {
  en: { low: 'low', normal: 'normal', high: 'high', urgent: 'urgent' },
  ru: { low: 'низкий', normal: 'обычный', high: 'высокий', urgent: 'срочный' }
}

export const kindNames: InEach<{ readonly [kind in MessageKind]: string }> = {
  en: {
    text: 'text',
    photo: 'photo',
    video: 'video',
    animation: 'animation',
    audio: 'audio',
    voice: 'voice',
    video_note: 'video note',
    document: 'document',
    sticker: 'sticker',
    location: 'location',
    venue: 'venue',
    contact: 'contact',
    poll: 'poll',
    dice: 'dice',
    live_photo: 'live photo',
    story: 'story',
    game: 'game',
    checklist: 'checklist',
    paid_media: 'paid media',
    rich_message: 'rich message',
    invoice: 'invoice',
    giveaway: 'giveaway',
    giveaway_winners: 'giveaway winners',
    form: 'form',
    other: 'other'
  },
  ru: {
    text: 'текст',
    photo: 'фото',
    video: 'видео',
    animation: 'анимация',
    audio: 'аудио',
    voice: 'голосовое сообщение',
    video_note: 'видеосообщение',
    document: 'файл',
    sticker: 'стикер',
    location: 'геопозиция',
    venue: 'место',
    contact: 'контакт',
    poll: 'опрос',
    dice: 'кубик',
    live_photo: 'живое фото',
    story: 'история',
    game: 'игра',
    checklist: 'список задач',
    paid_media: 'платные медиа',
    rich_message: 'сообщение с оформлением',
    invoice: 'счёт',
    giveaway: 'розыгрыш',
    giveaway_winners: 'победители розыгрыша',
    form: 'анкета',
    other: 'сообщение нового вида'
  }
}
