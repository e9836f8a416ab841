import { it } from '@jest/globals'
import { deciderSpec } from '../testing/given.js'
import { type SessionCommand, sessionDecider } from './session.js'

const { givenCommands } = deciderSpec(sessionDecider)
const began = { principal: 'agent:anna', role: 'lead', way: 'code', expiresAt: 5 } as const
const begin: SessionCommand = { type: 'BeginSession', ...began }
const refuseIt: SessionCommand = { type: 'RefuseSignIn', way: 'key' }
const end: SessionCommand = { type: 'EndSession', why: 'signed_out' }

it('a session begins once, and names who it is, as what, how and until when', () => {
  givenCommands().when(begin).thenEvents({ type: 'SessionBegun', data: began })
  givenCommands(begin).when(begin).thenRefused('session_exists')
  givenCommands(refuseIt).when(begin).thenRefused('session_exists')
})

it('a session ends once, for the first reason', () => {
  givenCommands(begin)
    .when(end)
    .thenEvents({ type: 'SessionEnded', data: { why: 'signed_out' } })
  givenCommands(begin, end).when({ type: 'EndSession', why: 'expired' }).thenNothing()
  givenCommands().when(end).thenRefused('unknown_session')
  givenCommands(refuseIt).when(end).thenRefused('unknown_session')
})

it('who is not let in is on record', () => {
  givenCommands()
    .when(refuseIt)
    .thenEvents({ type: 'SignInRefused', data: { way: 'key' } })
})
