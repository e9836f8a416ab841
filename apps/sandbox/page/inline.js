import { act, read } from './api.js'
import { button, h } from './dom.js'
import { state } from './state.js'

const afterTypingMs = 250
const lookAgainMs = 150
const patience = 20

/** What the bot offers to whoever types `@bot words`; `who()` tells who types, and where. */
export function inlineOffers(who) {
  const element = h('div', {
    class: 'offers',
    role: 'group',
    'aria-label': 'Offered by the bot',
    hidden: true
  })
  let latest = 0
  let timer

  const ask = async (query, clear) => {
    const mine = ++latest
    const { user_id, thread_id } = who()
    const asked = await act('inlineQuery', { user_id, query })
    for (let look = 0; asked && mine === latest && look < patience; look++) {
      const { answered, results } = await read('inlineAnswer', asked)
      if (mine !== latest) return
      if (answered) return show(results, asked, thread_id, clear)
      await new Promise(resolve => setTimeout(resolve, lookAgainMs))
    }
  }
  const show = (results, { inline_query_id }, thread_id, clear) => {
    element.hidden = false
    element.replaceChildren(
      ...results.map(({ id, title, description }) =>
        button(
          h('span', {}, h('b', {}, title), ' ', h('small', {}, description)),
          async () => {
            if (await act('chooseInline', { inline_query_id, result_id: id, thread_id })) clear()
          },
          { class: 'offer' }
        )
      ),
      results.length === 0 ? h('small', {}, 'The bot offers nothing.') : ''
    )
  }

  return {
    element,
    typed(text, clear) {
      clearTimeout(timer)
      const name = `@${state.botUsername} `
      if (text.startsWith(name)) {
        timer = setTimeout(() => ask(text.slice(name.length), clear), afterTypingMs)
        return
      }
      latest++
      element.hidden = true
      element.replaceChildren()
    }
  }
}
