import { describe, expect, it } from '@jest/globals'
import { queueKind } from './queue.js'

describe('the body of a queue', () => {
  const pointers = (body: unknown) =>
    queueKind.check(body, 0).map(({ pointer, code }) => `${pointer} ${code}`)

  it('needs a name and gets the rest', () => {
    expect(queueKind.check({ name: 'Billing' }, 0)).toEqual([])
    expect(queueKind.complete({ name: 'Billing' })).toEqual({
      name: 'Billing',
      description: '',
      position: 0,
      default: false,
      assignment: {
        strategy: 'manual',
        teams: [],
        skills: [],
        sticky_within_s: 2_592_000,
        accept_within_s: null,
        when_away: { after_s: 900, what: 'on_customer_reply' },
        fallback: null
      }
    })
    expect(pointers({})).toEqual(['/name required'])
  })

  it('fills in what is left out of how its tickets are assigned', () => {
    const assignment = {
      strategy: 'round_robin',
      skills: [{ skill: 'german' }],
      when_away: { what: 'requeue' },
      fallback: { after_s: 60 }
    }
    expect(queueKind.complete({ name: 'Billing', assignment })).toMatchObject({
      assignment: {
        teams: [],
        skills: [{ skill: 'german', drop_after_s: null }],
        when_away: { after_s: 900, what: 'requeue' },
        fallback: { after_s: 60, queue_id: null }
      }
    })
  })

  it.each([
    [{ strategy: 'random' }, '/assignment/strategy invalid'],
    [{ fallback: { after_s: 60 } }, '/assignment/fallback not_for_manual'],
    [{ strategy: 'manual', fallback: { after_s: 60 } }, '/assignment/fallback not_for_manual'],
    [{ strategy: 'external', fallback: {} }, '/assignment/fallback/after_s required'],
    [{ accept_within_s: 0 }, '/assignment/accept_within_s invalid'],
    [{ when_away: { what: 'panic' } }, '/assignment/when_away/what invalid'],
    [{ skills: [{ skill: '' }] }, '/assignment/skills/0/skill invalid'],
    [{ skills: [{ skill: ' ' }] }, '/assignment/skills/0/skill invalid'],
    [{ skills: [{ skill: 'German ' }] }, '/assignment/skills/0/skill invalid'],
    [{ skills: [{ skill: 'german, french' }] }, '/assignment/skills/0/skill invalid'],
    [{ skills: [{ skill: 'German' }, { skill: 'german' }] }, '/assignment/skills/1/skill repeated'],
    [{ teams: [7] }, '/assignment/teams invalid'],
    [{ pointer: 1 }, '/assignment/pointer unknown']
  ])('refuses %p', (assignment, wrong) => {
    expect(pointers({ name: 'Billing', assignment })).toEqual([wrong])
  })

  it('names every field that breaks a rule', () => {
    expect(
      pointers({ name: '', description: 7, position: -1, default: 'yes', colour: 'red', constructor: 1 })
    ).toEqual([
      '/name invalid',
      '/description invalid',
      '/position invalid',
      '/default invalid',
      '/colour unknown',
      '/constructor unknown'
    ])
  })

  it.each([null, [], 'text', 7, undefined])('is an object, not %p', body => {
    expect(pointers(body)).toEqual([' type'])
  })

  it('escapes a name in a pointer', () => {
    expect(pointers({ name: 'Billing', 'a/b~c': 1 })).toEqual(['/a~1b~0c unknown'])
  })
})
