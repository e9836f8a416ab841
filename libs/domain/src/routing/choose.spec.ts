import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { AgentId } from '#kernel'
import type { Availability } from '../agent/agent.js'
import { type Colleague, choose, mostCandidates, type Wanted } from './choose.js'

const id = (name: string) => name as AgentId

/** `ann 2/5 german t3 away`: load, limit (`-`: none), skills, last slot, availability. */
function colleague(text: string): Colleague {
  const [name = '', carries = '0/-', ...words] = text.trim().split(/ +/)
  const [load = '0', limit = '-'] = carries.split('/')
  const isTurn = (word: string) => /^t\d+$/.test(word)
  const isAvailability = (word: string): word is Availability => word === 'away' || word === 'busy'
  return {
    agentId: id(name),
    availability: words.find(isAvailability) ?? 'available',
    skills: words.filter(word => !isTurn(word) && !isAvailability(word)),
    limit: limit === '-' ? null : Number(limit),
    load: Number(load),
    turn: words.find(isTurn) ?? 't0'
  }
}

const wanted = (over: Partial<Wanted> = {}): Wanted => ({
  strategy: 'round_robin',
  skills: [],
  passed: [],
  lastAgent: null,
  ...over
})

describe('Who gets a ticket', () => {
  // strategy, what is asked, who is there → who gets it, and why
  it.each<[Partial<Wanted>, string, string | null, string]>([
    [{}, 'ann 0/- t2 | bob 0/- t1', 'bob', 'longest_without'],
    [{}, 'ann 0/- t1 | bob 0/- t1', 'ann', 'longest_without'],
    [{}, 'ann 9/- t1 | bob 0/- t2', 'ann', 'longest_without'],
    [{}, 'ann 2/2 t1 | bob 1/2 t2', 'bob', 'longest_without'],
    [{}, 'ann 3/2 t1', null, 'nobody_eligible'],
    [{}, 'ann 0/0 t1', null, 'nobody_eligible'],
    [{}, 'ann 0/- t1 away | bob 0/- t2 busy | cy 0/- t3', 'cy', 'longest_without'],
    [{}, 'ann 0/- t1 away', null, 'nobody_eligible'],
    [{}, '', null, 'nobody_in_teams'],
    [{ skills: ['german'] }, 'ann 0/- t1 | bob 0/- t2 german', 'bob', 'longest_without'],
    [{ skills: ['german', 'tax'] }, 'ann 0/- tax t1 | bob 0/- german', null, 'nobody_eligible'],
    [{ passed: [id('ann')] }, 'ann 0/- t1 | bob 0/- t2', 'bob', 'longest_without'],
    [{ lastAgent: id('bob') }, 'ann 0/- t1 | bob 5/- t2', 'bob', 'last_agent'],
    [{ lastAgent: id('bob') }, 'ann 0/- t1 | bob 0/- t2 away', 'ann', 'longest_without'],
    [{ lastAgent: id('bob') }, 'ann 0/- t1 | bob 2/2 t2', 'ann', 'longest_without'],
    [{ lastAgent: id('bob'), skills: ['tax'] }, 'ann 0/- tax | bob 0/-', 'ann', 'longest_without'],
    [{ lastAgent: id('bob'), passed: [id('bob')] }, 'ann 0/- | bob 0/-', 'ann', 'longest_without'],
    [{ lastAgent: id('gone') }, 'ann 0/- | bob 0/-', 'ann', 'longest_without'],
    [{ strategy: 'least_loaded' }, 'ann 3/- | bob 2/-', 'bob', 'fewest_tickets'],
    [{ strategy: 'least_loaded' }, 'ann 1/2 | bob 2/10', 'bob', 'least_share'],
    [{ strategy: 'least_loaded' }, 'ann 1/2 | bob 8/10', 'ann', 'least_share'],
    [{ strategy: 'least_loaded' }, 'ann 1/3 t2 | bob 2/6 t1', 'bob', 'least_share'],
    [{ strategy: 'least_loaded' }, 'ann 1/- | bob 2/10', 'ann', 'fewest_tickets'],
    [{ strategy: 'least_loaded' }, 'ann 1/2 | bob 9/10 | cy 0/- away', 'ann', 'least_share'],
    [{ strategy: 'least_loaded' }, 'ann 2/- t2 | bob 2/- t1', 'bob', 'fewest_tickets']
  ])('%j among "%s" is %s, %s', (over, there, chosen, because) => {
    const colleagues = there.split('|').filter(Boolean).map(colleague)
    expect(choose(wanted(over), colleagues)).toMatchObject({ chosen, because })
  })

  it('is told with everybody who was looked at: the one chosen, who would have been next, who could not and why', () => {
    const there = ['zoe 1/4 german t1', 'ann 0/- german t2', 'bob 4/4 german', 'cy 0/- away', 'dan 0/-']
    const { candidates, more } = choose(
      wanted({ skills: ['german'], lastAgent: id('ann') }),
      there.map(colleague)
    )
    expect(candidates).toEqual([
      { agentId: 'ann', eligible: true, whyNot: null, load: 0, limit: null, skills: ['german'] },
      { agentId: 'zoe', eligible: true, whyNot: null, load: 1, limit: 4, skills: ['german'] },
      { agentId: 'bob', eligible: false, whyNot: 'at_capacity', load: 4, limit: 4, skills: ['german'] },
      { agentId: 'cy', eligible: false, whyNot: 'away', load: 0, limit: null, skills: [] },
      { agentId: 'dan', eligible: false, whyNot: 'lacks_skill', load: 0, limit: null, skills: [] }
    ])
    expect(more).toBe(0)
  })

  it('names twenty candidates at most, the chosen one among them, and counts the rest', () => {
    const there = Array.from({ length: 50 }, (_, n) => colleague(`a${n} 0/- t${n}`))
    const { chosen, candidates, more } = choose(wanted({ lastAgent: id('a49') }), there)
    expect([chosen, candidates[0]?.agentId, candidates.length, more]).toEqual([
      'a49',
      'a49',
      mostCandidates,
      30
    ])
  })
})

const names = ['ann', 'bob', 'cy', 'dan', 'eve'].map(id)
const turnOf = (n: number) => String(n).padStart(6, '0')

/** Gives tickets out one after the other, as slots would be held, and counts them. */
function giveOut(tickets: number, there: readonly Colleague[], over: Partial<Wanted> = {}) {
  const now = new Map(there.map(one => [one.agentId, one]))
  const given = new Map(there.map(({ agentId }) => [agentId, 0]))
  for (let n = 1; n <= tickets; n++) {
    const { chosen } = choose(wanted(over), [...now.values()])
    const who = chosen && now.get(chosen)
    if (!who) break
    now.set(chosen, { ...who, load: who.load + 1, turn: turnOf(1000 + n) })
    given.set(chosen, (given.get(chosen) ?? 0) + 1)
  }
  return [...given.values()]
}

describe('Fairness', () => {
  const equals = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat({ max: 999 }), { minLength: 5, maxLength: 5 }))
    .map(([many, turns]) =>
      names.slice(0, many).map((agentId, n): Colleague => {
        const turn = turnOf(turns[n] ?? 0)
        return { agentId, availability: 'available', skills: [], limit: null, load: 0, turn }
      })
    )

  it.each(['round_robin', 'least_loaded'] as const)(
    'of equal agents who are always there none gets two more than another, by %s',
    strategy => {
      fc.assert(
        fc.property(equals, fc.nat({ max: 60 }), (there, tickets) => {
          const counts = giveOut(tickets, there, { strategy })
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
        })
      )
    }
  )

  it('of ten tickets at once on four agents nobody gets more than three', () => {
    const four = names.slice(0, 4).map(name => ({ ...colleague(name), turn: turnOf(0) }))
    for (const strategy of ['round_robin', 'least_loaded'] as const)
      expect(Math.max(...giveOut(10, four, { strategy }))).toBeLessThanOrEqual(3)
  })

  it('does not hang on the order in which agents are told, nor on anything before', () => {
    const anyone = fc.record({
      agentId: fc.constantFrom(...names),
      availability: fc.constantFrom<Availability>('available', 'busy', 'away'),
      skills: fc.subarray(['german', 'tax']),
      limit: fc.option(fc.nat({ max: 3 })),
      load: fc.nat({ max: 4 }),
      turn: fc.nat({ max: 3 }).map(turnOf)
    })
    const there = fc.uniqueArray(anyone, { selector: ({ agentId }) => agentId, maxLength: 5 })
    const asked = fc.record({
      strategy: fc.constantFrom('round_robin' as const, 'least_loaded' as const),
      skills: fc.subarray(['german', 'tax']),
      passed: fc.subarray(names, { maxLength: 2 }),
      lastAgent: fc.option(fc.constantFrom(...names))
    })
    fc.assert(
      fc.property(there, asked, (all, wants) => {
        const choice = choose(wants, all)
        expect(choose(wants, [...all].reverse())).toEqual(choice)
        const eligible = choice.candidates.filter(one => one.eligible).map(({ agentId }) => agentId)
        expect(choice.chosen === null).toBe(eligible.length === 0)
        if (choice.chosen !== null) expect(eligible).toContain(choice.chosen)
      })
    )
  })
})
