import { act, read } from './api.js'
import { button, h, showDialog, toast } from './dom.js'
import { listen, state } from './state.js'

const word = { ok: 'ok', pending: '…', lost_answer: 'answer lost', lost_request: 'request lost' }

function row(call) {
  const { chat_id: _chat, ...params } = call.params
  const outcome = call.outcome === 'error' ? `${call.error_code} ${call.description}` : word[call.outcome]
  return h(
    'tr',
    { class: call.outcome },
    h('td', {}, call.at.slice(11, 23)),
    h('td', {}, h('b', {}, call.method)),
    h('td', {}, call.chat_id === null ? '' : String(call.chat_id)),
    h('td', { class: 'params' }, JSON.stringify(params)),
    h('td', {}, outcome)
  )
}

/** The latest calls of the bot, as they come. */
function showCalls() {
  const body = h('tbody')
  const table = h(
    'table',
    {},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        ['Time (UTC)', 'Method', 'Chat', 'Parameters', 'Outcome'].map(name => h('th', {}, name))
      )
    ),
    body
  )
  const draw = async () => {
    const calls = (await read('log', { limit: 200 })).filter(call => call.method !== 'getUpdates')
    body.replaceChildren(...calls.reverse().map(row))
  }
  let planned = false
  const soon = part => {
    if (part !== 'calls' || !dialog.open || planned) return
    planned = true
    setTimeout(() => {
      planned = false
      draw()
    }, 300)
  }
  listen(soon)
  const close = button('Close', () => dialog.close(), { class: 'quiet' })
  const dialog = showDialog(
    h('div', { class: 'row' }, h('h2', {}, 'What the bot called'), close),
    h('div', { class: 'scroll' }, table)
  )
  dialog.classList.add('broad')
  draw()
}

const mishaps = [
  [
    'The next message is applied, but its answer gets lost',
    () => act('fault', { kind: 'lose_answer', method: 'sendMessage' })
  ],
  [
    'The next message gets lost on its way',
    () => act('fault', { kind: 'lose_request', method: 'sendMessage' })
  ],
  ['The next message is answered 500', () => act('fault', { kind: 'http_500', method: 'sendMessage' })],
  [
    'The next three calls are told to wait 5 s (429)',
    () =>
      act('fault', {
        kind: 'error',
        code: 429,
        description: 'Too Many Requests: retry after 5',
        parameters: { retry_after: 5 },
        times: 3
      })
  ],
  ['The next update is delivered twice', () => act('duplicateUpdates')],
  ['Telegram goes away', () => act('away', { mode: 'refuse' })],
  ['Telegram is back, and nothing else goes wrong', () => act('clearFaults')],
  ['Limits on', () => act('limits', { on: true })],
  ['Limits off', () => act('limits', { on: false })],
  ['An hour passes', () => act('advance', { seconds: 3600 })]
]

function showMishaps() {
  const dialog = showDialog(
    h('h2', {}, 'Mishaps'),
    h(
      'div',
      { class: 'stack' },
      mishaps.map(([name, run]) =>
        button(name, async () => {
          dialog.close()
          if (await run()) toast(`Set: ${name}`)
        })
      )
    ),
    h(
      'div',
      { class: 'row end' },
      button('Close', () => dialog.close(), { class: 'quiet' })
    )
  )
}

export function tools() {
  document.getElementById('show-calls').addEventListener('click', showCalls)
  document.getElementById('show-mishaps').addEventListener('click', showMishaps)
  const open = document.getElementById('open-console')
  const whose = () => state.agents.find(({ name }) => name === 'Anna') ?? state.agents[0]
  open.addEventListener('click', () => openConsole(whose()))
  listen(part => {
    if (part === 'chats' && whose()?.name) open.textContent = `Open the console as ${whose().name}`
  })
}

/** The tab first: one that is opened after an answer is taken for an advertisement. */
async function openConsole(person) {
  if (!person) return
  const tab = window.open('', '_blank')
  const link = await act('consoleLink', { user_id: person.user_id })
  if (link && tab) tab.location.href = link.url
  else tab?.close()
}
