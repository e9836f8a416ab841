import { readFileSync } from 'node:fs'

export type Name = 'Anna' | 'Ben' | 'Cleo' | 'Dan'

/** What people do in the shop. Each resolves when what follows from it has happened. */
export interface Shop {
  /** Customer `n`, to whom no ticket is open. */
  writes(n: number): Promise<void>
  answers(n: number, agent: Name): Promise<void>
  /** To whom somebody has answered. */
  writesBack(n: number): Promise<void>
  claims(n: number, agent: Name): Promise<void>
  moves(n: number, queue: string): Promise<void>
  resolves(n: number): Promise<void>
  closes(n: number): Promise<void>
  leaves(agent: Name): Promise<void>
  comesBack(agent: Name): Promise<void>
  passes(minutes: number): Promise<void>
  /** Whoever has the ticket of customer `n`; `nobody`: that is on record. */
  whose(n: number): Promise<string>
  queueOf(n: number): Promise<string>
  /** `look`, where it is as expected by and by, or as it stays. */
  sees(expected: string | undefined, look: () => Promise<string>): Promise<string>
}

/** The rows of the story as docs/routing.md has it. */
export function shownStory(): string[][] {
  const doc = readFileSync(new URL('../../docs/routing.md', import.meta.url), 'utf8')
  const story = doc.split('## A day in the shop')[1]?.split('\n## ')[0] ?? ''
  return story
    .split('\n')
    .filter(line => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| what'))
    .map(line =>
      line
        .split('|')
        .map(cell => cell.trim())
        .slice(1, 3)
    )
}

/** Plays it, and tells it as it went. */
export async function playStory(shop: Shop): Promise<string[][]> {
  const shown = shownStory()
  const rows: string[][] = []
  const row = async (what: string, ...customers: readonly number[]) => {
    const whose = async () =>
      (await Promise.all(customers.map(async n => `${n}: ${await shop.whose(n)}`))).join(', ')
    const seen = await shop.sees(shown[rows.length]?.[1], whose)
    rows.push([what, seen])
  }
  const write = async (...customers: readonly number[]) => {
    for (const n of customers) await shop.writes(n)
  }

  const talk = async (...pairs: readonly (readonly [number, Name])[]) => {
    for (const [n, agent] of pairs) {
      await shop.answers(n, agent)
      await shop.writesBack(n)
    }
  }

  await write(1, 2, 3)
  await row('Customers 1, 2 and 3 write.', 1, 2, 3)
  await talk([1, 'Anna'], [2, 'Ben'])
  await shop.passes(10)
  await row('Anna and Ben answer, and their customers write back; Cleo does nothing for ten minutes.', 3)
  await write(4, 5, 6)
  await row('Customers 4, 5 and 6 write.', 4, 5, 6)
  await talk([3, 'Anna'], [4, 'Ben'], [5, 'Cleo'], [6, 'Anna'])
  await shop.leaves('Ben')
  await shop.passes(14)
  await row('All are answered and write back, and Ben goes away. After 14 minutes', 2, 4)
  await shop.passes(1)
  await row('After 15', 2, 4)
  await talk([2, 'Cleo'], [4, 'Cleo'])
  await write(7, 8)
  await row(
    'Cleo answers both, who write back: everybody who is there has three. Customers 7 and 8 write.',
    7,
    8
  )
  await shop.passes(30)
  const found = await shop.sees('specialists', () => shop.queueOf(7))
  await row(`Half an hour later they are in the queue ${found}`, 7, 8)
  await write(9)
  await shop.moves(9, 'returns')
  await shop.comesBack('Ben')
  await row('Customer 9 writes and is moved to returns, where German is asked for. Ben is back.', 9)
  await shop.passes(5)
  await row('German is given up after five minutes.', 9)
  await talk([9, 'Ben'])
  await write(10)
  const given = await shop.sees('Ben', () => shop.whose(10))
  await shop.claims(10, 'Cleo')
  await row(`Customer 10 writes, ${given} gets the ticket, and Cleo claims it before he does anything.`, 10)
  await shop.resolves(6)
  await shop.closes(1)
  await write(11)
  await row('The tickets of customers 6 and 1 are over. Customer 11 writes.', 11)
  await talk([11, 'Anna'])
  await write(1)
  await row('Customer 1 writes again.', 1)
  await write(12)
  await row('Customer 12 writes.', 12)
  return rows
}
