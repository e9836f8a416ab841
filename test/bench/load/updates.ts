import { Random, sentence } from '../random.js'

const random = new Random(7)
const texts = Array.from({ length: 500 }, () => sentence(random))
let updateId = Math.floor(Date.now() / 1000) % 1_000_000_000

/** A private message as Telegram posts it. `marker` stands in the text. */
export function messageUpdate(customer: number, marker: string): string {
  const id = 100_000 + customer
  const update_id = ++updateId
  const person = { id, first_name: `V${customer}`, last_name: 'Customer', username: `customer_${customer}` }
  const text = `${marker} ${texts[update_id % texts.length]}`
  return JSON.stringify({
    update_id,
    message: {
      message_id: update_id,
      from: { ...person, is_bot: false, language_code: 'en' },
      chat: { ...person, type: 'private' },
      date: Math.floor(Date.now() / 1000),
      text
    }
  })
}
