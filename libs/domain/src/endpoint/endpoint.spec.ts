import { describe, it } from '@jest/globals'
import { conceal } from '#privacy'
import { deciderSpec } from '../testing/given.js'
import { type EndpointCommand, type EndpointTerms, endpointDecider } from './endpoint.js'

const { givenCommands } = deciderSpec(endpointDecider)
const terms: EndpointTerms = {
  host: 'example.com:443',
  events: ['ticket.*'],
  queues: null,
  payload: 'full',
  personal: false,
  timeoutS: 30,
  retryFirstS: 5
}
const owner = 'key:key_admin'
const personal = conceal({})
const register: EndpointCommand = { type: 'RegisterEndpoint', terms, owner, personal }
const verified: EndpointCommand & { type: 'RecordVerified' } = { type: 'RecordVerified', address: 1 }
const changed: EndpointCommand & { type: 'ChangeEndpoint' } = {
  ...{ type: 'ChangeEndpoint', terms, owner, personal },
  ...{ moved: true, address: 1 }
}
const pause: EndpointCommand = { type: 'PauseEndpoint', cause: 'gone' }

describe('An endpoint', () => {
  it('is registered once, and is gone for good when it is removed', () => {
    givenCommands()
      .when(register)
      .thenEvents({ type: 'EndpointRegistered', data: { ...terms, owner } })
    givenCommands(register).when(register).thenRefused('endpoint_exists')
    givenCommands(register, { type: 'RemoveEndpoint' }).when(register).thenRefused('endpoint_exists')
    givenCommands(register, { type: 'RemoveEndpoint' }).when(pause).thenRefused('unknown_endpoint')
    givenCommands()
      .when({ type: 'AskErrand', errand: { kind: 'test' } })
      .thenRefused('unknown_endpoint')
  })

  it('is verified once, and once more when its address has changed', () => {
    const change = (moved: boolean): EndpointCommand => ({ ...changed, moved })
    givenCommands(register).when(verified).thenEvents({ type: 'EndpointVerified', data: {} })
    givenCommands(register, verified).when(verified).thenNothing()
    givenCommands(register, verified, change(false)).when(verified).thenNothing()
    givenCommands(register, verified, change(true))
      .when({ ...verified, address: 2 })
      .thenEvents({ type: 'EndpointVerified', data: {} })
  })

  it('is not verified by what an address answers that it had before', () => {
    givenCommands(register, changed).when(verified).thenNothing()
    givenCommands(register, verified, changed).when(verified).thenNothing()
  })

  it('has moved where it was read at an address that it had before', () => {
    givenCommands(register, changed, { ...verified, address: 2 })
      .when({ ...changed, moved: false })
      .thenEvents({ type: 'EndpointChanged', data: { ...terms, owner, moved: true } })
  })

  it('is paused once, for the first reason, until somebody answers for it again', () => {
    givenCommands(register)
      .when(pause)
      .thenEvents({ type: 'EndpointPaused', data: { cause: 'gone' } })
    givenCommands(register, pause).when({ type: 'PauseEndpoint', cause: 'failing' }).thenNothing()
    const resume: EndpointCommand = { type: 'ResumeEndpoint', owner: 'key:key_00000001' }
    givenCommands(register).when(resume).thenNothing()
    givenCommands(register, pause)
      .when(resume)
      .thenEvents({ type: 'EndpointResumed', data: { owner: 'key:key_00000001' } })
  })
})
