import type { Sticker } from '@grammyjs/types'

/** The custom emoji that every bot may use as topic icons, by Telegram's own ids. */
const icons: [string, string][] = [
  ['📰', '5434144690511290129'],
  ['💡', '5312536423851630001'],
  ['⚡️', '5312016608254762256'],
  ['🎙', '5377544228505134960'],
  ['🔝', '5418085807791545980'],
  ['🗣', '5370870893004203704'],
  ['🆒', '5420216386448270341'],
  ['❗️', '5379748062124056162'],
  ['📝', '5373251851074415873'],
  ['📆', '5433614043006903194'],
  ['📁', '5357315181649076022'],
  ['🔎', '5309965701241379366'],
  ['📣', '5309984423003823246'],
  ['🔥', '5312241539987020022'],
  ['❤️', '5312138559556164615'],
  ['❓', '5377316857231450742'],
  ['📈', '5350305691942788490'],
  ['✅', '5237699328843200968'],
  ['🏆', '5312315739842026755'],
  ['💬', '5417915203100613993'],
  ['⭐️', '5235579393115438657'],
  ['👀', '5210956306952758910'],
  ['🛠', '5350554349074391003'],
  ['👑', '5237889595894414384'],
  ['☕️', '5370547013815376328']
]

const emojiById = new Map(icons.map(([emoji, id]) => [id, emoji]))

export const knownIcon = (id: string): boolean => emojiById.has(id)

/** What the page shows for a topic's icon. */
export const iconEmoji = (id: string | undefined): string | undefined => id && emojiById.get(id)

export const iconStickers = (): Sticker[] =>
  icons.map(([emoji, id]) => ({
    file_id: `icon${id}`,
    file_unique_id: `icon${id}`,
    type: 'custom_emoji',
    width: 100,
    height: 100,
    is_animated: true,
    is_video: false,
    emoji,
    custom_emoji_id: id,
    needs_repainting: false
  }))
