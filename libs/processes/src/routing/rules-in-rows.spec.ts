import { describe, expect, it } from '@jest/globals'
import { played } from './testing/rows.js'

/** agents, what happens → who has which ticket, and what the desk decided on the first */
type Row = readonly [agents: string, story: string, whose: string, decided?: string]

const roundRobin = { strategy: 'round_robin' }

function rows(rule: string, queues: Readonly<Record<string, object>>, all: readonly Row[]): void {
  describe(rule, () => {
    for (const [agents, story, whose, decided] of all)
      it(`${agents} | ${story} → ${whose}`, async () => {
        const seen = await played(queues, agents, story)
        expect(seen.whose).toBe(whose)
        if (decided !== undefined) expect(seen.decided).toBe(decided)
      })
  })
}

rows('A limit', { general: roundRobin }, [
  ['ann 1', '1 comes; 2 comes', '1: ann, 2: nobody'],
  ['ann 0', '1 comes', '1: nobody'],
  ['ann 1, bob', '1 comes; 2 comes; 3 comes', '1: ann, 2: bob, 3: bob'],
  ['ann 1', '1 comes; 1 is held; 2 comes', '1: ann, 2: ann'],
  ['ann 1', '1 comes; 1 is waiting; 2 comes; 1 writes; 3 comes', '1: ann, 2: ann, 3: nobody'],
  ['ann 1', '1 comes; ann answers 1; 2 comes', '1: ann, 2: ann'],
  ['ann 1', '1 comes; 2 comes; 1 is resolved', '1: ann, 2: ann'],
  ['ann 1', '1 comes; 2 comes; 1 is closed', '1: ann, 2: ann'],
  ['ann 1', '1 comes; 2 comes; ann may-have 2', '1: ann, 2: ann'],
  ['ann 1', '1 comes; 2 comes; ann claims 2', '1: ann, 2: ann'],
  ['ann 1', '1 comes; 2 comes; ann gets 2', '1: ann, 2: nobody'],
  ['ann 1', '1 comes; 2 comes; ann must-have 2', '1: ann, 2: ann'],
  [
    'ann 2',
    '1 comes; 2 comes; ann may-have 1; 3 comes; 1 is closed; 4 comes',
    '1: ann, 2: ann, 3: nobody, 4: nobody'
  ]
])

rows('Accept or lose', { general: { ...roundRobin, accept_within_s: 60 } }, [
  ['ann, bob', '1 comes; after 59', '1: ann', 'assigned'],
  ['ann, bob', '1 comes; after 61', '1: bob', 'assigned, requeued, assigned'],
  ['ann, bob', '1 comes; restart; after 61', '1: bob', 'assigned, requeued, assigned'],
  ['ann, bob', '1 comes; ann claims 1; after 61', '1: ann', 'assigned'],
  ['ann, bob', '1 comes; ann answers 1; after 61', '1: ann', 'assigned'],
  ['ann, bob', '1 comes; 1 is held; after 61', '1: ann', 'assigned'],
  ['ann, bob', '1 comes; 1 writes; after 61', '1: bob', 'assigned, requeued, assigned'],
  ['ann, bob', '1 comes; bob claims 1; after 61', '1: bob', 'assigned'],
  ['ann', '1 comes; after 61', '1: nobody', 'assigned, requeued, waiting'],
  ['ann, bob', '1 comes; after 61; after 61', '1: nobody', 'assigned, requeued, assigned, requeued, waiting'],
  ['ann', '1 comes; after 61; bob joins', '1: bob', 'assigned, requeued, waiting, assigned'],
  [
    'ann, bob',
    '1 comes; bob is away; after 61; bob is back',
    '1: bob',
    'assigned, requeued, waiting, assigned'
  ]
])

rows(
  'Somebody away, with requeue',
  { general: { ...roundRobin, when_away: { after_s: 60, what: 'requeue' } } },
  [
    ['ann, bob', '1 comes; ann is away; after 59', '1: ann', 'assigned'],
    ['ann, bob', '1 comes; ann is away; after 61', '1: bob', 'assigned, requeued, assigned'],
    ['ann, bob', '1 comes; ann answers 1; 1 writes; ann is away; after 61', '1: bob'],
    ['ann, bob', '1 comes; ann is away; after 30; ann is back; after 61', '1: ann', 'assigned'],
    ['ann, bob', '1 comes; ann is busy; after 61', '1: ann', 'assigned'],
    ['ann, bob', '1 comes; 1 is waiting; ann is away; after 61', '1: ann'],
    ['ann, bob', '1 comes; 1 is held; ann is away; after 61', '1: ann'],
    ['ann', '1 comes; ann is away; after 61; ann is back', '1: ann', 'assigned, requeued, waiting, assigned']
  ]
)

rows(
  'Somebody away, with on_customer_reply',
  {
    general: { ...roundRobin, when_away: { after_s: 60, what: 'on_customer_reply' } }
  },
  [
    ['ann, bob', '1 comes; ann is away; after 61', '1: ann', 'assigned'],
    ['ann, bob', '1 comes; ann is away; after 61; 1 writes', '1: bob', 'assigned, requeued, assigned'],
    ['ann, bob', '1 comes; ann is away; after 10; 1 writes; after 30', '1: ann', 'assigned'],
    [
      'ann, bob',
      '1 comes; ann is away; after 10; 1 writes; after 61',
      '1: bob',
      'assigned, requeued, assigned'
    ],
    ['ann, bob', '1 comes; 1 writes; ann is away; after 61', '1: ann', 'assigned'],
    ['ann, bob', '1 comes; 1 is waiting; ann is away; after 61; 1 writes', '1: bob']
  ]
)

rows(
  'Somebody away, with nothing',
  { general: { ...roundRobin, when_away: { after_s: 60, what: 'nothing' } } },
  [['ann, bob', '1 comes; ann is away; after 600; 1 writes', '1: ann', 'assigned']]
)

const german = { skill: 'german', drop_after_s: 60 }
const tax = { skill: 'tax', drop_after_s: 120 }
rows('Skills', { general: { ...roundRobin, skills: [german, tax] } }, [
  ['ann german tax', '1 comes', '1: ann', 'assigned'],
  ['ann tax', '1 comes; after 59', '1: nobody', 'waiting'],
  ['ann tax', '1 comes; after 61', '1: ann', 'waiting, skill_dropped, assigned'],
  ['ann tax', '1 comes; restart; after 61', '1: ann', 'waiting, skill_dropped, assigned'],
  ['ann german', '1 comes; after 61', '1: nobody', 'waiting, skill_dropped'],
  ['ann german', '1 comes; after 121', '1: ann'],
  ['ann', '1 comes; after 61; after 61', '1: ann', 'waiting, skill_dropped, skill_dropped, assigned'],
  ['ann tax', '1 comes; ann learns german; after 30', '1: nobody', 'waiting'],
  ['ann tax', '1 comes; bob joins german tax', '1: bob', 'waiting, assigned'],
  ['ann tax, bob german tax 1', '1 comes; 2 comes; after 61', '1: bob, 2: ann', 'assigned']
])

rows('A customer’s last agent', { general: { ...roundRobin, sticky_within_s: 3600 } }, [
  ['ann, bob', '1 comes; bob claims 1; 1 is closed; 2 comes after 1', '1: bob, 2: bob'],
  ['ann, bob', '1 comes; bob claims 1; 1 is closed; after 3590; 2 comes after 1', '1: bob, 2: bob'],
  ['ann, bob', '1 comes; bob claims 1; 1 is closed; after 3601; 2 comes after 1', '1: bob, 2: ann'],
  ['ann, bob', '1 comes; bob claims 1; 1 is closed; bob is away; 2 comes after 1', '1: bob, 2: ann'],
  ['ann, bob', '1 comes; bob claims 1; 1 is closed; bob is busy; 2 comes after 1', '1: bob, 2: ann'],
  ['ann, bob 0', '1 comes; bob claims 1; 1 is closed; 2 comes after 1', '1: bob, 2: ann'],
  ['ann, bob', '1 comes; 1 is closed; ann is away; 2 comes after 1; ann is back', '1: ann, 2: bob'],
  [
    'ann 0, bob 0',
    '1 comes; bob claims 1; 1 is closed; 2 comes after 1; 2 is closed; ann may-have 9; bob may-have 9; 3 comes after 2',
    '1: bob, 2: nobody, 3: bob'
  ],
  [
    'ann 0, bob 0',
    '1 comes; bob claims 1; 1 is closed; after 3601; 2 comes after 1; 2 is closed; ann may-have 9; bob may-have 9; 3 comes after 2',
    '1: bob, 2: nobody, 3: ann'
  ],
  ['ann, bob', '1 comes; 2 comes; 1 is closed; 3 comes after 1; 4 comes', '1: ann, 2: bob, 3: ann, 4: bob']
])

rows(
  'The fallback to another queue',
  {
    other: { strategy: 'least_loaded' },
    general: {
      ...roundRobin,
      skills: [{ skill: 'german', drop_after_s: null }],
      fallback: { after_s: 60, queue_id: 'other' }
    }
  },
  [
    ['ann', '1 comes; after 59', '1: nobody', 'waiting'],
    ['ann', '1 comes; after 61', '1: ann', 'waiting, fell_back, assigned'],
    ['ann', '1 comes; restart; after 61', '1: ann', 'waiting, fell_back, assigned'],
    ['ann', '1 comes; ann claims 1; after 61', '1: ann', 'waiting'],
    ['ann german', '1 comes; after 61', '1: ann', 'assigned'],
    ['ann 0', '1 comes; after 61; bob joins', '1: bob', 'waiting, fell_back, waiting, assigned']
  ]
)

rows(
  'The fallback to whoever carries least',
  {
    general: {
      strategy: 'external',
      skills: [{ skill: 'german', drop_after_s: null }],
      fallback: { after_s: 60 }
    }
  },
  [
    ['ann, bob', '1 comes; 2 comes; after 61', '1: ann, 2: bob', 'waiting, fell_back, assigned'],
    ['ann, bob', '1 comes; ann gets 1; 2 comes; after 61', '1: ann, 2: bob', 'waiting'],
    ['ann', '1 comes; ann is away; after 61', '1: nobody', 'waiting, fell_back'],
    ['ann', '1 comes; ann is away; after 61; ann is back', '1: ann', 'waiting, fell_back, assigned'],
    [
      'ann, bob',
      '1 comes; bob claims 1; 1 is closed; 3 comes; bob claims 3; 2 comes after 1; after 61',
      '1: bob, 3: bob, 2: ann',
      'waiting'
    ]
  ]
)

rows(
  'A ticket that was moved too often before anybody had it',
  Object.fromEntries(
    [7, 6, 5, 4, 3, 2, 1].map(n => [
      n === 1 ? 'general' : `q${n}`,
      n === 7 ? roundRobin : { ...roundRobin, fallback: { after_s: 10, queue_id: `q${n + 1}` } }
    ])
  ),
  [['ann 0', '1 comes; after 11; after 11; after 11; after 11; after 11; after 11; ann may-have 1', '1: ann']]
)

rows('The order of those who wait', { general: roundRobin }, [
  ['ann 0', '1 comes; 2 comes; ann may-have 1', '1: ann, 2: nobody'],
  ['ann 0', '1 comes; 2 comes; 2 is urgent; ann may-have 1', '1: nobody, 2: ann'],
  ['ann 0', '1 comes; 2 comes; 1 is low; ann may-have 1', '1: nobody, 2: ann'],
  ['ann 0', '1 comes; 2 comes; 1 owes 900; 2 owes 600; ann may-have 1', '1: nobody, 2: ann'],
  ['ann 0', '1 comes; 2 comes; 1 is high; 2 owes 600; ann may-have 1', '1: ann, 2: nobody'],
  ['ann 0', '1 comes; 2 comes; restart; ann may-have 1', '1: ann, 2: nobody'],
  ['ann 1', '1 comes; 2 comes; 3 comes; 1 is closed', '1: ann, 2: ann, 3: nobody'],
  ['ann 1', '1 comes; 2 comes; 1 is closed; 3 comes', '1: ann, 2: ann, 3: nobody']
])

rows('Five moves an hour', { general: { ...roundRobin, accept_within_s: 60 } }, [
  ['a, b, c, d, e, f, g', '1 comes; after 61; after 61; after 61; after 61; after 61', '1: f'],
  [
    'a, b, c, d, e, f, g',
    '1 comes; after 61; after 61; after 61; after 61; after 61; after 61; after 61',
    '1: f'
  ],
  [
    'a, b, c, d, e, f, g',
    '1 comes; after 61; after 61; after 61; after 61; after 61; after 61; after 3600',
    '1: g'
  ]
])

rows('Who gives a ticket back', { general: roundRobin }, [
  ['ann', '1 comes; ann gives-back 1', '1: nobody', 'assigned, waiting'],
  ['ann, bob 0', '1 comes; ann gives-back 1; bob may-have 1', '1: bob'],
  ['ann', '1 comes; 1 is given-back', '1: ann', 'assigned, assigned'],
  ['ann', '1 comes; ann gives-back 1; ann claims 1', '1: ann'],
  ['ann', '1 comes; ann gives-back 1; ann gets 1; 1 is given-back', '1: ann']
])

rows('A claim', { general: roundRobin }, [
  ['ann, bob', '1 comes; bob claims 1', '1: bob'],
  ['ann, bob', '1 comes; ann claims 1; bob claims 1', '1: ann'],
  ['ann, bob', '1 comes; ann answers 1; bob claims 1', '1: ann'],
  ['ann, bob', '1 comes; 1 is held; bob claims 1', '1: ann'],
  ['ann, bob', '1 comes; bob gets 1; ann claims 1', '1: bob'],
  ['ann, bob', '1 comes; bob claims 1; ann claims 1', '1: bob'],
  ['ann, bob 0', '1 comes; bob claims 1', '1: bob'],
  ['ann, bob', '1 comes; bob is away; bob claims 1', '1: bob']
])
