const words = (text: string): string[] => text.trim().split(/\s+/)

/** Words that end a talk and ask for nothing, and those that may stand around them. */
const closing = words(`
  thanks thank thx ty tysm cheers bye goodbye solved resolved works worked спасибо спс
  спасибочки благодарю благодарим пока свидания заработало помогло решено
`)
const around = words(`
  you u very much so a lot again all ok okay great perfect good
  nice cool for the your help and it now everything got that is have
  day evening one then yes super excellent many my problem issue quick fast reply
  support team большое огромное вам тебе всем вас за помощь ответ и до всё
  все ок окей хорошо отлично супер понятно ясно теперь уже хорошего доброго дня вечера
  да удачи это очень быстрый быструю поддержку снова ещё еще раз проблема вопрос
`)
const signs = ['👍', '🙏', '❤', '👌', '🙂', '😊', '🎉', '💪', '👋', '🤝', '🔥', '🥰', '😁', '😃', '😄', '☺']
const endingSigns = ['👍', '🙏', '👌', '👋', '🤝']

const closingWords = new Set(closing)
const allWords = new Set([...closing, ...around])
const longest = 12

/**
 * "Thanks, bye", "Спасибо, пока!": the whole text is thanks or a goodbye, in English or Russian, and nothing else.
 * In doubt it is not: a reopened ticket costs less than a question that nobody reads.
 */
export function soundsClosing(text: string): boolean {
  if (/[?\d/@]/.test(text)) return false
  const said = text.toLowerCase().match(/[\p{L}]+/gu) ?? []
  if (said.length > longest) return false
  const left = text.replace(/[\p{L}\p{P}\s]|\u{fe0f}|[\u{1f3fb}-\u{1f3ff}]/gu, '')
  if (![...left].every(sign => signs.includes(sign))) return false
  if (!said.every(word => allWords.has(word))) return false
  return (
    said.some(word => closingWords.has(word)) ||
    (said.length === 0 && endingSigns.some(sign => left.includes(sign)))
  )
}
