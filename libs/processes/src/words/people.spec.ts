import { describe, expect, it } from '@jest/globals'
import type { AgentStanding, OwnWork } from '#application'
import type { AgentId } from '#kernel'
import { groupNoticeText } from './notices.js'
import { ownDetails, peopleAbout, personLine, teamDetails } from './people.js'

const until = Date.parse('2026-01-05T17:00:00Z')
const id = (name: string) => `id-of-${name}` as AgentId
const standing = (name: string, more: Partial<AgentStanding> = {}): AgentStanding => ({
  agentId: id(name),
  availability: 'available',
  until: null,
  skills: [],
  load: 2,
  limit: null,
  ...more
})
const names = async (agentId: AgentId) => agentId.replace('id-of-', '')

async function told(
  notice: 'team' | 'me' | 'assignee_not_there',
  details: ReturnType<typeof teamDetails>,
  language: 'en' | 'ru' = 'en'
) {
  const people = await peopleAbout(details, 'Europe/Berlin', names)
  return groupNoticeText(language, notice, { details, inTopic: false, commands: '', people }).split('\n')
}

describe('/team', () => {
  const team = [
    standing('Carol', { availability: 'away', until, load: 0 }),
    standing('Bob', { availability: 'busy' }),
    standing('Alice', { load: 3, limit: 10 })
  ]

  it('says of each who is there first, until when not, and what they have', async () => {
    expect(await told('team', teamDetails(team))).toEqual([
      'Team',
      '🟢 Alice · 3/10',
      '🟠 Bob · busy · 2',
      '⚪️ Carol · away until Mon 5 Jan 18:00 · 0'
    ])
    expect(await told('team', teamDetails(team), 'ru')).toContain('🟠 Bob · новое не берёт · 2')
  })

  it('records ids and numbers, and shows fifty people at most', async () => {
    expect(JSON.stringify(teamDetails(team))).not.toMatch(/[^-]Alice/)
    const many = Array.from({ length: 60 }, (_, n) => standing(`A${n}`))
    const lines = await told('team', teamDetails(many))
    expect([lines.length, lines.at(-1)]).toEqual([52, 'and 10 more'])
  })
})

describe('/me', () => {
  const work: OwnWork = {
    standing: standing('Alice', { availability: 'away', until, skills: ['german'], load: 2, limit: 5 }),
    teams: ['Level 1', 'Level 2'],
    tickets: [
      { code: 'AAAA-1111', status: 'in_progress', priority: 'high' },
      { code: 'BBBB-2222', status: 'on_hold', priority: 'normal' }
    ]
  }

  it('says how one stands, in which teams, with what skills, and what one has', async () => {
    expect(await told('me', ownDetails(work))).toEqual([
      '⚪️ You are away, until Mon 5 Jan 18:00 (Europe/Berlin).',
      'Teams: Level 1, Level 2',
      'Skills: german',
      '2 tickets count, of 5.',
      'Your tickets:',
      'AAAA-1111 · in progress · high',
      'BBBB-2222 · on hold · normal'
    ])
  })

  it('is short where there is little to say, and where there is much', async () => {
    const idle = { standing: standing('Alice', { load: 0 }), teams: [], tickets: [] }
    expect(await told('me', ownDetails(idle))).toEqual([
      '🟢 You are available.',
      '0 tickets count, without a limit.',
      'You have no ticket now.'
    ])
    const [ticket] = work.tickets
    if (!ticket) throw new Error('no ticket')
    const lines = await told('me', ownDetails({ ...work, tickets: Array(25).fill(ticket) }))
    expect([lines.length, lines.at(-1)]).toEqual([16, 'and 15 more'])
  })
})

describe('giving a ticket to somebody who is not there', () => {
  it('says so', async () => {
    const details = { people: personLine(standing('Bob', { availability: 'away', until })) }
    expect(await told('assignee_not_there', details)).toEqual([
      '⚪️ Bob: away until Mon 5 Jan 18:00. The ticket is theirs all the same.'
    ])
  })
})
