import { it } from '@jest/globals'
import { deciderSpec } from '../testing/given.js'
import { ann, personal } from '../testing/ticket.js'
import { type AgentCommand, agentDecider } from './agent.js'

const { givenCommands } = deciderSpec(agentDecider)
const see = (digest: string, how: 'seen' | 'listed' = 'seen'): AgentCommand => ({
  type: 'SeeAgent',
  how,
  agentId: ann,
  digest,
  profile: personal
})
const remove: AgentCommand = { type: 'RemoveAgent', agentId: ann }
const away: AgentCommand = { type: 'ChangeAvailability', availability: 'away' }

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

it('an agent goes away once, and nobody unknown does', () => {
  givenCommands(see('a'))
    .when(away)
    .thenEvents({ type: 'AvailabilityChanged', data: { availability: 'away' } })
  givenCommands(see('a'), away).when(away).thenNothing()
  givenCommands().when(away).thenRefused('unknown_agent')
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
