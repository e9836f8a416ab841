import { customersPane } from './customers.js'
import { toast } from './dom.js'
import { follow, listen, loadChats, openCustomer, state } from './state.js'
import { teamPane } from './team.js'
import { tools } from './tools.js'

const live = document.getElementById('live')
const sides = ['customers', 'team']

/** On narrow screens one side is seen at a time. */
function show(side) {
  document.body.dataset.side = side
  for (const each of sides)
    document.getElementById(`tab-${each}`).setAttribute('aria-selected', String(each === side))
}

for (const side of sides) document.getElementById(`tab-${side}`).addEventListener('click', () => show(side))
show('customers')
customersPane(document.getElementById('customers'))
teamPane(document.getElementById('team'))
tools()
listen(part => {
  if (part === 'chats') document.getElementById('bot').textContent = `@${state.botUsername}`
})
follow(on => {
  live.textContent = on ? 'live' : 'not connected'
  live.classList.toggle('off', !on)
})
try {
  await loadChats()
  const [first] = state.customers
  if (first) await openCustomer(first.id)
} catch (error) {
  toast(error.message, 'bad')
}
document.body.dataset.ready = 'yes'
