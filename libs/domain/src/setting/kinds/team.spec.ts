import { describe, expect, it } from '@jest/globals'
import { membersOf, teamKind } from './team.js'

const ann = 'agt_5f0c9d0e-3c62-5f8b-9d53-3c0d8a8f7a11'
const wrong = (body: object) =>
  teamKind.check({ name: 'Level 2', ...body }, 0).map(({ pointer, code }) => `${pointer} ${code}`)

describe('the body of a team', () => {
  it('has a level and members, given as ids of agents or of users of Telegram', () => {
    expect(wrong({ level: 2, members: [ann, 'tg:200000001'] })).toEqual([])
    expect(teamKind.complete({ name: 'Level 1' })).toEqual({ name: 'Level 1', level: 1, members: [] })
    expect(membersOf({ members: [ann] })).toEqual([ann.slice(4)])
  })

  it.each<[string, object, string]>([
    ['no name', { name: '' }, '/name invalid'],
    ['a level of 0', { level: 0 }, '/level invalid'],
    ['half a level', { level: 1.5 }, '/level invalid'],
    ['members that are no list', { members: ann }, '/members invalid'],
    ['a member without prefix', { members: [ann, ann.slice(4)] }, '/members/1 invalid'],
    ['a name', { members: ['@ann'] }, '/members/0 invalid'],
    ['no user of Telegram', { members: ['tg:0'] }, '/members/0 invalid'],
    ['words for a user', { members: ['tg:ann'] }, '/members/0 invalid'],
    ['a number', { members: [7] }, '/members/0 invalid'],
    ['somebody twice', { members: [ann, 'tg:1', ann] }, '/members/2 repeated'],
    ['1001 members', { members: Array(1001).fill(ann) }, '/members too_many'],
    ['a field nobody knows', { leader: ann }, '/leader unknown']
  ])('with %s is refused by field', (_, body, expected) => {
    expect(wrong(body)).toEqual([expected])
  })
})
