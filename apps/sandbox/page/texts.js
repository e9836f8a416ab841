import { read } from './api.js'
import { h } from './dom.js'
import { rich } from './text.js'

const places = {
  message: 'a message',
  button: 'on a button',
  toast: 'a word at the top of the screen',
  menu: 'in the menu at /'
}

const why = unsaid =>
  unsaid.length > 0
    ? `own wording is not said: nothing is known here for ${unsaid.join(', ')}`
    : 'own wording is not said: filled in, it is empty or too long'

const said = ({ language, text, entities, own, unsaid }) =>
  h(
    'li',
    { class: `wording ${own ? 'own' : ''}`, lang: language },
    h(
      'div',
      { class: 'wording-head' },
      h('b', {}, language),
      own ? h('span', { class: 'badge' }, 'own wording') : '',
      unsaid ? h('span', { class: 'hint' }, why(unsaid)) : ''
    ),
    h('div', { class: 'wording-said' }, rich(text, entities))
  )

const section = ({ name, place, texts }) =>
  h(
    'section',
    { 'aria-labelledby': `text-${name}` },
    h('h2', { id: `text-${name}` }, h('code', {}, name), ` ${places[place] ?? place}`),
    h('ul', {}, texts.map(said))
  )

const main = document.getElementById('texts')
try {
  const { texts } = await read('texts')
  main.append(
    h(
      'p',
      { class: 'hint' },
      'Filled in for somebody made up. Own wording is published at ',
      h('code', {}, 'PUT /api/v1/desk/texts'),
      '; what is not set there is said in the desk’s own words.'
    ),
    ...texts.map(section)
  )
} catch (error) {
  main.append(h('p', { class: 'hint' }, error.message))
}
document.body.dataset.ready = 'yes'
