import { systemClock } from '#kernel'
import { openLoop } from './open-loop.js'
import type { Target } from './target.js'

const perSecond = 50

/** So many tickets of customers who had none, by their ids. */
export async function openTickets(target: Target, first: number, count: number): Promise<string[]> {
  await openLoop(perSecond, count / perSecond, n => target.write(first + n, ''))
  for (;;) {
    const ids: string[] = []
    for (let cursor = ''; ; ) {
      const page = await target.read(`/api/v1/tickets?limit=100${cursor}`)
      ids.push(...[...page.matchAll(/"id":"(tkt_[^"]+)"/g)].map(([, id]) => String(id)))
      const next = /"next_cursor":"([^"]+)"/.exec(page)?.[1]
      if (next === undefined) break
      cursor = `&cursor=${encodeURIComponent(next)}`
    }
    if (ids.length >= count) return ids
    await systemClock.sleep(100)
  }
}

let changed = 0

/** One event after the other on each ticket in turn, whatever overtakes what: a tag is added that it never had. */
export async function changeTags(
  target: Target,
  tickets: readonly string[],
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number }
): Promise<number> {
  const first = changed
  changed += perSecond * seconds
  await openLoop(perSecond, seconds, async n => {
    const turn = first + n
    const round = Math.floor(turn / tickets.length)
    const path = `/api/v1/tickets/${tickets[turn % tickets.length]}/tag-changes`
    await target.post(path, { add: [`round-${round}`], remove: [`round-${round - 1}`] })
  })
  return perSecond * seconds
}
