import type { SandboxMessage } from '#sandbox'
import { wordsIn } from '../faults/invariants.js'
import type { Customer, Office } from '../faults/office.js'
import type { ThreadMessage } from '../support/api-types.js'
import { healthOf } from '../support/quiet.js'
import { internal } from './stage.js'

/** All that the desk itself says to customers. */
const notices = [/^Hello! Write your question here/, /Your ticket is [0-9A-Z-]+\./, /^We consider ticket /]
const isNotice = (message: SandboxMessage) => notices.some(notice => notice.test(wordsIn(message)))

/** What must hold whatever was played, beside the promises of the fault runs; empty when all is well. */
export async function brokenLaws(office: Office): Promise<string[]> {
  const broken: string[] = []
  const { desk } = office
  if (!desk) throw new Error('the desk does not run')
  const tickets = (await desk.tickets()).reverse()
  for (const customer of office.customers) {
    const own = tickets.filter(({ customer: { display_name: name } }) => name === customer.name)
    const threads: ThreadMessage[] = []
    for (const { id } of own) threads.push(...(await desk.thread(id)))
    broken.push(...customersSide(office, customer, threads))
  }
  const { processes, views } = await healthOf(desk)
  for (const { name, parked } of [...processes, ...views]) {
    if (parked > 0) broken.push(`${name} has parked ${parked} events`)
  }
  return broken
}

/** Nothing internal, and nothing but what the threads call replies, and the desk's own few words. */
function customersSide(office: Office, customer: Customer, threads: readonly ThreadMessage[]): string[] {
  const broken: string[] = []
  const received = office.sandbox.control
    .messages({ chat_id: customer.id, limit: 100_000 })
    .filter(({ from }) => from?.is_bot)
  for (const message of received) {
    const said = wordsIn(message)
    if (JSON.stringify(message).includes(internal))
      broken.push(`${customer.name} got what is internal: ${said}`)
    else if (!isNotice(message)) {
      const replies = threads.filter(
        ({ direction, text }) => direction === 'outbound' && (text ?? '') === said
      )
      if (replies.length === 0) broken.push(`${customer.name} got "${said}", which no thread has as a reply`)
    }
  }
  const media = received.filter(({ text }) => text === undefined).length
  const shown = threads.filter(({ direction, kind, delivery }) => {
    return direction === 'outbound' && kind !== 'text' && delivery?.state !== 'failed'
  })
  const certain = shown.filter(({ delivery }) => delivery?.state === 'sent').length
  if (media > shown.length || media < certain)
    broken.push(`${customer.name} got ${media} media, the threads have ${shown.length}`)
  return broken
}
