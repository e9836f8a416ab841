import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { type Instant, toIso } from '#kernel'
import { DESK, type Desk } from '../desk.js'
import { namedProblems } from '../rules/named-problems.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'

/** Whether a rule does what it says, and why not. */
export interface RuleStanding {
  readonly state: 'active' | 'off' | 'broken' | 'paused'
  /** Null: it is active. */
  readonly why: string | null
}

/** Of rules that are published, by id, as they stand now. */
export class RuleStandings extends Query<ReadonlyMap<string, RuleStanding>> {
  constructor(readonly ids: readonly string[]) {
    super()
  }
}

const noCalendar =
  'It waits in business time, and no calendar says which: its own does not open so long, or it names none, and no SLA policy that can be that of such a ticket has one.'

/** More tickets are not told apart. */
const mostCounted = 100

@QueryHandler(RuleStandings)
export class RuleStandingsHandler implements IQueryHandler<RuleStandings> {
  constructor(
    @Inject(DESK) private readonly desk: Desk,
    @Inject(DESK_READS) private readonly reads: DeskReads
  ) {}

  async execute({ ids }: RuleStandings): Promise<ReadonlyMap<string, RuleStanding>> {
    const standings = ids.map(async id => [id, await this.#standing(id)] as const)
    return new Map(await Promise.all(standings))
  }

  async #standing(id: string): Promise<RuleStanding> {
    const { rules, clock } = this.desk
    const missing = rules.missingOf(id).map(one => `the ${one.kind.replaceAll('_', ' ')} ${one.id}`)
    if (missing.length > 0)
      return { state: 'broken', why: `It names what is not in force: ${[...new Set(missing)].join(', ')}.` }
    const gone = await namedProblems(this.desk, rules.bodyOf(id) ?? {})
    if (gone.length > 0) {
      const names = gone.map(({ pointer, message }) => `${pointer} ${message}`)
      return { state: 'broken', why: `It names what it can not have: ${names.join(', ')}.` }
    }
    if (!rules.inForceOf(id)) return { state: 'off', why: 'It is switched off.' }
    if (rules.lacksCalendar(id, clock.now())) return { state: 'broken', why: noCalendar }
    const held = await this.#heldAfter(id, clock.now())
    const last = held.at(-1)
    if (!last) return { state: 'active', why: null }
    const tickets = `${held.length}${held.length < mostCounted ? '' : ' or more'} ticket${held.length === 1 ? '' : 's'}`
    return {
      state: 'paused',
      why: `It was held back on ${tickets}, moved by the desk five times within an hour; there it does not act before ${toIso(last.until)}.`
    }
  }

  #heldAfter(rule: string, now: Instant) {
    return this.reads.heldRules.find({ index: 'rule', where: { rule }, from: now + 1, limit: mostCounted })
  }
}
