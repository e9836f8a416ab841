import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import type { QueueId, TicketId } from '#kernel'
import { readSettingsFile } from '../../apps/desk/src/start/settings-file.js'
import { openRouting } from '../support/routing-scene.js'

const root = new URL('../../', import.meta.url)
const minute = 60

/** Twelve customers and four agents, on the settings of examples/shop.yaml. */
async function told(): Promise<string[][]> {
  const scene = await openRouting()
  await scene.publishAll(readSettingsFile(new URL('examples/shop.yaml', root).pathname))
  // Who never had a ticket is served by the id, which is chosen at random: the first is called Anna.
  const front = await Promise.all([500_007_919, 500_015_838, 500_031_676].map(scene.agentOf))
  const [anna, ben, cleo] = front.sort().map((id, n) => scene.called(id, ['Anna', 'Ben', 'Cleo'][n] ?? ''))
  scene.called(await scene.agentOf(500_039_595), 'Dan')
  if (!anna || !ben || !cleo) throw new Error('three work in front')
  const tickets = new Map<number, TicketId>()
  const of = (n: number): TicketId => {
    const id = tickets.get(n)
    if (!id) throw new Error(`customer ${n} has not written`)
    return id
  }
  const write = async (...customers: readonly number[]) => {
    for (const n of customers) tickets.set(n, await scene.ticket(`customer ${n}`))
  }
  const answer = async (...pairs: readonly (readonly [number, typeof anna])[]) => {
    for (const [n, agent] of pairs) await scene.reply(of(n), agent)
  }
  const whose = async (...customers: readonly number[]) =>
    (await Promise.all(customers.map(async n => `${n}: ${(await scene.who(of(n))) ?? 'nobody'}`))).join(', ')
  const queueOf = async (n: number) => (await scene.load(of(n))).queueId
  const rows: string[][] = []
  const row = (what: string, then: string) => rows.push([what, then])

  await write(1, 2, 3)
  row('Customers 1, 2 and 3 write.', await whose(1, 2, 3))
  await answer([1, anna], [2, ben])
  await scene.pass(10 * minute)
  row('Anna and Ben answer; Cleo does nothing for ten minutes.', await whose(3))
  await answer([3, anna])
  await write(4, 5, 6)
  await answer([4, ben], [5, cleo], [6, anna])
  row('Customers 4, 5 and 6 write, and are answered.', await whose(4, 5, 6))
  await scene.is(ben, 'away')
  await scene.pass(14 * minute)
  row('Ben goes away. After 14 minutes', await whose(2, 4))
  await scene.pass(minute)
  row('After 15', await whose(2, 4))
  await answer([2, cleo], [4, cleo])
  await write(7, 8)
  row('Cleo answers both. Customers 7 and 8 write, and everybody who is there has three.', await whose(7, 8))
  await scene.pass(30 * minute)
  row(`Half an hour later they are in the queue ${await queueOf(7)}`, await whose(7, 8))
  await write(9)
  await scene.act(of(9), { type: 'TransferTicket', queueId: 'returns' as QueueId })
  await scene.is(ben, 'available')
  row('Customer 9 writes and is moved to returns, where German is asked for. Ben is back.', await whose(9))
  await scene.pass(5 * minute)
  row('German is given up after five minutes.', await whose(9))
  await answer([9, ben])
  await write(10)
  const given = await scene.who(of(10))
  await scene.claim(of(10), cleo)
  row(
    `Customer 10 writes, ${given} gets the ticket, and Cleo claims it before he does anything.`,
    await whose(10)
  )
  await scene.resolve(of(6))
  await scene.act(of(1), { type: 'CloseTicket', cause: 'api', now: scene.clock.now() })
  await write(11)
  await answer([11, anna])
  row('The tickets of customers 6 and 1 are over. Customer 11 writes.', await whose(11))
  tickets.set(1, await scene.ticket('customer 1 again', undefined, of(1)))
  row('Customer 1 writes again.', await whose(1))
  await write(12)
  row('Customer 12 writes.', await whose(12))
  await scene.close()
  return rows
}

it('docs/routing.md tells the story of examples/shop.yaml as it goes', async () => {
  const doc = readFileSync(new URL('docs/routing.md', root), 'utf8')
  const story = doc.split('## A day in the shop')[1]?.split('\n## ')[0] ?? ''
  const shown = story
    .split('\n')
    .filter(line => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| what'))
    .map(line =>
      line
        .split('|')
        .map(cell => cell.trim())
        .slice(1, 3)
    )
  expect(shown).toEqual(await told())
})
