import { act } from './api.js'
import { h, showDialog, toast } from './dom.js'
import { onAnswer } from './state.js'

const emoji = ['👍', '❤', '🔥', '👏', '🎉', '🤔', '👀', '🙏', '👎']

/** What anybody can do with a message: answer it, react, take it away; its author also changes it. */
export const messageActions = ({ message, chatId, userId, own, composer }) => [
  ['Reply', () => composer.replyTo(message)],
  own && (message.text ?? message.caption) !== undefined && ['Edit', () => composer.editing(message)],
  ['React', () => chooseReaction(chatId, userId, message)],
  ['Delete', () => act('deleteMessage', { chat_id: chatId, message_id: message.message_id }), true]
]

function chooseReaction(chatId, userId, message) {
  const mine = message.reactions.find(each => each.user_id === userId)?.emoji
  const choose = each => {
    dialog.close()
    act('react', {
      chat_id: chatId,
      user_id: userId,
      message_id: message.message_id,
      emoji: each === mine ? '' : each
    })
  }
  const dialog = showDialog(
    h('h2', {}, 'React'),
    h(
      'div',
      { class: 'choose' },
      emoji.map(each =>
        h(
          'button',
          {
            type: 'button',
            class: 'quiet',
            'aria-pressed': String(each === mine),
            onclick: () => choose(each)
          },
          each
        )
      )
    )
  )
}

/** Presses a button under a message and shows what the bot answers. */
export async function pressKey(chatId, userId, message, key) {
  const pressed = await act('press', {
    chat_id: chatId,
    user_id: userId,
    message_id: message.message_id,
    data: key.callback_data
  })
  if (!pressed) return
  onAnswer(pressed.callback_query_id, answer => {
    if (answer.text === '') return
    if (answer.show_alert)
      showDialog(
        h('p', {}, answer.text),
        h('form', { method: 'dialog', class: 'row end' }, h('button', { class: 'solid' }, 'OK'))
      )
    else toast(answer.text)
  })
}
