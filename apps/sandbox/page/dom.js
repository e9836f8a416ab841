/** Builds an element. Strings become text, never markup. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (name === 'class') element.className = value
    else if (name in element && typeof value !== 'string') element[name] = value
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(
    ...children
      .flat(2)
      .filter(child => child !== undefined && child !== null && child !== false && child !== '')
  )
  return element
}

export const button = (label, onclick, props = {}) =>
  h('button', { type: 'button', onclick, ...props }, label)

/** A small menu behind a button; closes when something in it is chosen or the focus leaves it. */
export function menu(label, title, items, extra = '') {
  const list = h(
    'div',
    { class: 'menu-list' },
    items.filter(Boolean).map(([text, act, danger]) =>
      button(
        text,
        () => {
          details.open = false
          act()
        },
        { class: danger ? 'danger' : '' }
      )
    )
  )
  const details = h(
    'details',
    {
      class: `menu ${extra}`,
      ontoggle: () => place(details, list),
      onfocusout: event => {
        if (!details.contains(event.relatedTarget)) details.open = false
      },
      onkeydown: event => {
        if (event.key !== 'Escape' || !details.open) return
        details.open = false
        details.querySelector('summary').focus()
      }
    },
    h('summary', { 'aria-label': title, title }, label),
    list
  )
  return details
}

/** Keeps an open menu inside what surrounds it. */
function place(details, list) {
  list.classList.remove('to-right', 'to-top')
  if (!details.open) return
  const around = (details.closest('.messages') ?? document.body).getBoundingClientRect()
  const at = list.getBoundingClientRect()
  list.classList.toggle('to-right', at.left < around.left)
  list.classList.toggle('to-top', at.bottom > around.bottom)
}

export function toast(text, kind = '') {
  const element = h('div', { class: `toast ${kind}` }, text)
  document.getElementById('toasts').append(element)
  setTimeout(() => element.remove(), 5000)
}

/** Asks in a dialog. Resolves with the values by name, or undefined when it was left. */
export function ask(title, fields, { confirm = 'Save', danger = false, text } = {}) {
  return new Promise(resolve => {
    const inputs = fields.map(field => ({
      ...field,
      input: h('input', {
        name: field.name,
        value: field.value ?? '',
        maxlength: String(field.max ?? 128),
        required: field.required ?? false,
        autocomplete: 'off'
      })
    }))
    const form = h(
      'form',
      { method: 'dialog' },
      h('h2', {}, title),
      text && h('p', {}, text),
      inputs.map(({ label, input }) => h('label', {}, h('span', {}, label), input)),
      h(
        'div',
        { class: 'row end' },
        button('Cancel', () => dialog.close(), { class: 'quiet' }),
        h('button', { type: 'submit', class: danger ? 'danger solid' : 'solid', value: 'yes' }, confirm)
      )
    )
    const dialog = showDialog(form)
    dialog.addEventListener('close', () => {
      if (dialog.returnValue !== 'yes') return resolve(undefined)
      resolve(Object.fromEntries(inputs.map(({ name, input }) => [name, input.value.trim()])))
    })
  })
}

export function showDialog(...content) {
  const dialog = h('dialog', {}, content)
  document.body.append(dialog)
  dialog.addEventListener('close', () => setTimeout(() => dialog.remove()))
  dialog.addEventListener('click', event => {
    if (event.target === dialog) dialog.close()
  })
  dialog.showModal()
  return dialog
}

const colours = 7
export function avatar(name, id) {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map(word => [...word][0] ?? '')
    .join('')
  return h(
    'span',
    { class: `avatar c${Math.abs(id) % colours}`, 'aria-hidden': 'true' },
    initials.toUpperCase()
  )
}

export const clockTime = seconds =>
  new Date(seconds * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
