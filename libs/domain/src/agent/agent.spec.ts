import { it } from '@jest/globals'
import { deciderSpec } from '../testing/given.js'
import { ann, personal } from '../testing/ticket.js'
import { type AgentCommand, type AgentEvent, type Availability, agentDecider } from './agent.js'
import type { ProfileChange } from './profile.js'

const { givenCommands, given: givenEvents } = deciderSpec(agentDecider)
const see = (digest: string, how: 'seen' | 'listed' = 'seen'): AgentCommand => ({
  type: 'SeeAgent',
  how,
  agentId: ann,
  digest,
  profile: personal
})
const remove: AgentCommand = { type: 'RemoveAgent', agentId: ann }
const hour = 3_600_000
const set = (to: Availability, until: number | null = null, now = 0): AgentCommand => ({
  type: 'ChangeAvailability',
  to,
  until,
  cause: 'request',
  now
})
const member = (isMember: boolean, at = hour): AgentCommand => ({ type: 'SeeMembership', isMember, at })
const away = set('away')
const end = (until: number, now: number): AgentCommand => ({ type: 'EndAvailability', until, now })
const change = (change: ProfileChange): AgentCommand => ({ type: 'ChangeProfile', change })

it('an agent is registered at first sight', () => {
  givenCommands()
    .when(see('a'))
    .thenEvents({ type: 'AgentRegistered', data: { agentId: ann, digest: 'a' } })
})

it('an agent seen again as before is nothing new', () => {
  givenCommands(see('a')).when(see('a')).thenNothing()
})

it('an agent with another name is renamed', () => {
  givenCommands(see('a'))
    .when(see('b'))
    .thenEvents({ type: 'AgentRenamed', data: { digest: 'b' } })
  givenCommands(see('a'), see('b')).when(see('b')).thenNothing()
})

it('an agent goes away once, and nobody unknown does, nor whoever was removed', () => {
  givenCommands(see('a'))
    .when(away)
    .thenEvents({
      type: 'AvailabilityChanged',
      data: { availability: 'away', until: null, cause: 'request' }
    })
  givenCommands(see('a'), away).when(away).thenNothing()
  givenCommands().when(away).thenRefused('unknown_agent')
  givenCommands(see('a'), remove).when(away).thenRefused('not_an_agent')
})

it('an absence with an end is over then, and not before, nor when another was named since', () => {
  const until = hour
  givenCommands(see('a'))
    .when(set('away', until))
    .thenEvents({ type: 'AvailabilityChanged', data: { availability: 'away', until, cause: 'request' } })
  givenCommands(see('a'), set('away', until))
    .when(end(until, until - 1))
    .thenNothing()
  givenCommands(see('a'), set('away', until))
    .when(end(until, until))
    .thenEvents({
      type: 'AvailabilityChanged',
      data: { availability: 'available', until: null, cause: 'ended' }
    })
  givenCommands(see('a'), set('away', until), set('away', 2 * hour))
    .when(end(until, until))
    .thenNothing()
  givenCommands(see('a'), set('away', until), set('available')).when(end(until, until)).thenNothing()
})

it('an end in the past is refused, and being available has none', () => {
  givenCommands(see('a'))
    .when(set('away', 5, 5))
    .thenRefused('until_past')
  givenCommands(see('a'), away)
    .when(set('available', hour))
    .thenEvents({
      type: 'AvailabilityChanged',
      data: { availability: 'available', until: null, cause: 'request' }
    })
})

it('whoever leaves the group is away at once and without an end, also from an absence that had one', () => {
  const left = {
    type: 'AvailabilityChanged' as const,
    data: { availability: 'away' as const, until: null, cause: 'left_group' as const, at: hour }
  }
  givenCommands(see('a')).when(member(false)).thenEvents(left)
  givenCommands(see('a'), set('away', hour)).when(member(false)).thenEvents(left)
  givenCommands(see('a'), away).when(member(false)).thenEvents(left)
  givenCommands(see('a'), member(false)).when(member(false)).thenNothing()
  givenCommands(see('a'), remove).when(member(false)).thenNothing()
})

it('whoever is in the group again is away still, until they say that they are back', () => {
  givenCommands(see('a'), member(false))
    .when(member(true))
    .thenEvents({
      type: 'AvailabilityChanged',
      data: { availability: 'away', until: null, cause: 'joined_group', at: hour }
    })
  givenCommands(see('a')).when(member(true)).thenNothing()
  givenCommands(see('a'), member(false))
    .when(member(true, hour - 1))
    .thenNothing()
  givenCommands(see('a'), member(false), set('away', hour)).when(member(false)).thenNothing()
  givenCommands(see('a'), member(false), member(true))
    .when(set('available'))
    .thenEvents({
      type: 'AvailabilityChanged',
      data: { availability: 'available', until: null, cause: 'request' }
    })
})

it('whoever has left the group is away until they are in one again, whatever is asked for or ends', () => {
  for (const to of ['available', 'busy'] as const)
    givenCommands(see('a'), member(false)).when(set(to)).thenRefused('not_an_agent')
  // Away already, and without an end.
  givenCommands(see('a'), member(false))
    .when(set('away', 2 * hour))
    .thenNothing()
  const changed = (data: Extract<AgentEvent, { type: 'AvailabilityChanged' }>['data']): AgentEvent => ({
    type: 'AvailabilityChanged',
    data
  })
  const left = [
    { type: 'AgentRegistered', data: { agentId: ann, digest: 'a' } },
    changed({ availability: 'away', until: null, cause: 'left_group', at: hour }),
    changed({ availability: 'away', until: 2 * hour, cause: 'request' })
  ] as const
  givenEvents(...left)
    .when(end(2 * hour, 2 * hour))
    .thenNothing()
  // From before these were refused.
  for (const cause of ['request', 'ended'] as const)
    givenEvents(...left, changed({ availability: 'available', until: null, cause }))
      .when(set('busy'))
      .thenRefused('not_an_agent')
})

it('an availability from before there was an end is as it was', () => {
  givenEvents(
    { type: 'AgentRegistered', data: { agentId: ann, digest: 'a' } },
    { type: 'AvailabilityChanged', data: { availability: 'away' } }
  )
    .when(away)
    .thenNothing()
})

it('a profile changes in what is named, and its skills are kept once, folded and in order', () => {
  givenCommands(see('a'))
    .when(change({ skills: ['German', 'billing', 'GERMAN'] }))
    .thenEvents({
      type: 'AgentProfileChanged',
      data: { skills: ['billing', 'german'], capacity: null, role: 'agent' }
    })
  givenCommands(see('a'), change({ skills: ['german'] }))
    .when(change({ capacity: 5 }))
    .thenEvents({ type: 'AgentProfileChanged', data: { skills: ['german'], capacity: 5, role: 'agent' } })
  givenCommands(see('a'), change({ capacity: 5, role: 'lead' }))
    .when(change({ capacity: null }))
    .thenEvents({ type: 'AgentProfileChanged', data: { skills: [], capacity: null, role: 'lead' } })
  givenCommands(see('a'), change({ skills: ['german'] }))
    .when(change({ skills: ['German'] }))
    .thenNothing()
  givenCommands()
    .when(change({ capacity: 1 }))
    .thenRefused('unknown_agent')
})

it('an agent is removed once, and nobody unknown is', () => {
  givenCommands(see('a'))
    .when(remove)
    .thenEvents({ type: 'AgentRemoved', data: { agentId: ann } })
  givenCommands(see('a'), remove).when(remove).thenNothing()
  givenCommands().when(remove).thenRefused('unknown_agent')
})

it('a removed agent is none by being seen again, but by being listed again', () => {
  givenCommands(see('a'), remove).when(see('b')).thenRefused('not_an_agent')
  givenCommands(see('a'), remove)
    .when(see('b', 'listed'))
    .thenEvents(
      { type: 'AgentReinstated', data: { agentId: ann } },
      { type: 'AgentRenamed', data: { digest: 'b' } }
    )
  givenCommands(see('a'), remove, see('a', 'listed')).when(see('a')).thenNothing()
})
