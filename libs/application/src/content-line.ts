import type { ContentPersonal, MessagePersonal } from './personal-shapes.js'

/**
 * What a message holds that is no text, as text: for readers, and for a topic where Telegram does not let it be copied. In
 * no language: only what was sent, and signs. Undefined: nothing but text and file.
 */
export function contentLine({ content }: Pick<MessagePersonal, 'content'>): string | undefined {
  return content && lineOf(content).trim()
}

function lineOf(content: ContentPersonal): string {
  switch (content.type) {
    case 'contact': {
      const name = [content.first_name, content.last_name].filter(Boolean).join(' ')
      return `📇 ${[name, content.phone_number].filter(Boolean).join(', ')}`
    }
    case 'location':
      return `📍 ${placeOf(content)}`
    case 'venue':
      return `📍 ${[content.title, content.address, placeOf(content)].filter(Boolean).join(', ')}`
    case 'poll':
      return [`📊 ${content.question}`, ...content.options.map(option => `○ ${option}`)].join('\n')
    case 'checklist': {
      const tasks = content.tasks.map(({ text, done }) => `${done ? '☑' : '☐'} ${text}`)
      return [`📋 ${content.title}`, ...tasks].join('\n')
    }
    case 'dice':
      return `${content.emoji} ${content.value}`
    case 'paid_media': {
      const media = content.media.map(kind => kind.replaceAll('_', ' ')).join(', ')
      return `⭐ ${content.star_count}${media === '' ? '' : `: ${media}`}`
    }
    case 'game':
      return `🎮 ${[content.title, content.description].filter(Boolean).join('\n')}`
    case 'invoice':
      return `🧾 ${[content.title, content.description, amountOf(content)].filter(Boolean).join('\n')}`
    case 'story':
      return `📖 ${content.chat}`
    case 'giveaway':
    case 'giveaway_winners':
      return `🎁 ${content.winner_count}${content.prize === null ? '' : ` × ${content.prize}`}`
    default:
      // A newer desk may have written what this one does not know.
      content satisfies never
      return ''
  }
}

/** As maps take it; a metre is enough. */
const placeOf = ({
  latitude,
  longitude
}: {
  readonly latitude: number
  readonly longitude: number
}): string => `${rounded(latitude)}, ${rounded(longitude)}`

const rounded = (degrees: number): string => String(Number(degrees.toFixed(6)))

/** How many digits a currency has is not known here for sure: Telegram's stars have none, most have two. */
const amountOf = ({
  currency,
  total_amount
}: {
  readonly currency: string
  readonly total_amount: number
}) => (currency === 'XTR' ? `${total_amount} XTR` : `${(total_amount / 100).toFixed(2)} ${currency}`)
