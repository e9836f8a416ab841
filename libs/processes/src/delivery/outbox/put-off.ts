import type { FencedNotes } from '../../dispatch/index.js'
import type { Holds } from './holds.js'
import type { Lane } from './lane.js'
import { isPutOff } from './wish.js'

/**
 * Tickets whose card or icon is edited seconds or minutes later: noted, so that meanwhile they keep no checkpoint back, and
 * a process that starts knows of them.
 */
export class PutOff {
  /** Undefined until what was noted has been taken up. */
  #noted: string | undefined

  constructor(
    private readonly notes: FencedNotes,
    private readonly name: string
  ) {}

  /** The streams of these tickets. */
  async load(): Promise<string[]> {
    const streams = (await this.notes.load(this.name))?.['tickets']
    const known = Array.isArray(streams) ? streams.filter(each => typeof each === 'string') : []
    this.#noted = JSON.stringify(known)
    return known
  }

  /** Notes them, and only then lets the checkpoint pass. */
  async update(lanes: Iterable<Lane>, holds: Holds): Promise<void> {
    if (this.#noted === undefined) return
    const tickets: string[] = []
    const positions = new Map<string, number>()
    for (const { facts, wishes } of lanes) {
      const putOff = [...wishes.values()].filter(({ wish }) => isPutOff(wish))
      if (!facts || putOff.length === 0) continue
      tickets.push(`ticket-${facts.ticketId}`)
      for (const position of putOff.flatMap(each => each.positions))
        positions.set(position, (positions.get(position) ?? 0) + 1)
    }
    const noted = JSON.stringify(tickets)
    if (noted !== this.#noted) await this.notes.save(this.name, { tickets })
    this.#noted = noted
    for (const [position, count] of positions) holds.letPass(position, count)
  }
}
