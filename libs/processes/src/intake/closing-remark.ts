const words = (text: string): string[] => text.trim().split(/\s+/)

/** Words that end a talk and ask for nothing, and those that may stand around them and can report no trouble. */
const closing = words(`
  thanks thank thx ty tysm cheers bye goodbye solved resolved works worked спасибо спс
  спасибочки благодарю благодарим пока свидания заработало помогло решено
`)
const around = words(`
  you u very much a lot all ok okay great perfect good
  nice cool the your and it now everything got that
  yes super excellent support team
  большое огромное вам тебе всем вас до и всё все ок окей хорошо отлично супер
  понятно ясно уже да удачи это очень
`)
const signs = ['👍', '🙏', '❤', '👌', '🙂', '😊', '🎉', '💪', '👋', '🤝', '🔥', '🥰', '😁', '😃', '😄', '☺']
const endingSigns = ['👍', '🙏', '👌', '👋', '🤝']

/**
 * Words that ask or complain by themselves and do neither in these turns: "it is solved" and not "is it solved",
 * "thanks again" and not "it is there again", "for your help" and not "help".
 */
const turns: readonly (readonly [RegExp, string])[] = [
  [/ (thanks|thank you|thx|ty)( so| very)?( much)? again(?= )/g, ' $1'],
  [/ (it|that|all|everything) (is|s)(?= )/g, ' $1'],
  [/ have a(?= )/g, ' a'],
  [/ so much(?= )/g, ' much'],
  [/ (good|great|nice) (day|evening)(?= )/g, ' $1'],
  [/ (хорошего|доброго) (дня|вечера)(?= )/g, ''],
  [
    / for( all)?( the| your)?( (?:very|quick|fast|great|nice|good|excellent|super))* (help|reply|support)(?= )/g,
    ''
  ],
  [/ за( вашу| ваш| вашу)?( (?:быстрый|быструю|отличную|отличный))* (помощь|ответ|поддержку)(?= )/g, ''],
  [/ (ещё|еще) раз (спасибо|благодарю|благодарим)(?= )/g, ' $2'],
  [/ (спасибо|благодарю|благодарим)( большое| огромное)? (ещё|еще) раз(?= )/g, ' $1'],
  // In front it says "for now".
  [/ пока $/, ' свидания ']
]

const closingWords = new Set(closing)
const allWords = new Set([...closing, ...around].filter(word => word !== 'пока'))
const longest = 14

/**
 * "Thanks, bye", "Спасибо, пока!": the whole text is thanks or a goodbye, in English or Russian, and nothing else.
 * In doubt it is not: a reopened ticket costs less than a question that nobody reads.
 */
export function soundsClosing(text: string): boolean {
  if (/[?\d/@\u037e\u055e\u061f\uff1f]/.test(text)) return false
  const spoken = text.toLowerCase().match(/[\p{L}]+/gu) ?? []
  if (spoken.length > longest) return false
  const left = text.replace(/[\p{L}\p{P}\s]|\u{fe0f}|[\u{1f3fb}-\u{1f3ff}]/gu, '')
  if (![...left].every(sign => signs.includes(sign))) return false
  const told = turns.reduce((said, [turn, meant]) => said.replace(turn, meant), ` ${spoken.join(' ')} `)
  if (/ now and /.test(told)) return false
  const said = told.split(' ').filter(Boolean)
  if (!said.every(word => allWords.has(word))) return false
  return (
    said.some(word => closingWords.has(word)) ||
    (said.length === 0 && spoken.length === 0 && endingSigns.some(sign => left.includes(sign)))
  )
}
