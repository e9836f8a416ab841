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
  ...{ moved: true, changes: 0 }
}
const resume: EndpointCommand & { type: 'ResumeEndpoint' } = {
  ...{ type: 'ResumeEndpoint', owner: 'key:key_00000001', changes: 0 }
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

  it('is not changed or resumed by who has not seen what somebody else changed', () => {
    givenCommands(register, changed).when(changed).thenRefused('endpoint_changed')
    givenCommands(register, changed)
      .when({ ...changed, moved: false, changes: 1 })
      .thenEvents({ type: 'EndpointChanged', data: { ...terms, owner, moved: false } })
    givenCommands(register, pause, { ...changed, moved: false })
      .when({ ...resume, changes: 0 })
      .thenRefused('endpoint_changed')
  })

  it('is not paused any more at another address, but where nobody answers for it', () => {
    const again: EndpointCommand = { type: 'PauseEndpoint', cause: 'failing' }
    givenCommands(register, pause, changed)
      .when(again)
      .thenEvents({ type: 'EndpointPaused', data: { cause: 'failing' } })
    givenCommands(register, pause, { ...changed, moved: false })
      .when(again)
      .thenNothing()
    givenCommands(register, { type: 'PauseEndpoint', cause: 'owner_ended' }, changed)
      .when(again)
      .thenNothing()
  })

  it('is not paused by what was called at another address', () => {
    const late = { ...pause, address: 1 } as const
    givenCommands(register, changed).when(late).thenNothing()
    givenCommands(register, changed)
      .when({ ...pause, address: 2 })
      .thenEvents({ type: 'EndpointPaused', data: { cause: 'gone' } })
  })

  it('is paused once, for the first reason, until somebody answers for it again', () => {
    givenCommands(register)
      .when(pause)
      .thenEvents({ type: 'EndpointPaused', data: { cause: 'gone' } })
    givenCommands(register, pause).when({ type: 'PauseEndpoint', cause: 'failing' }).thenNothing()
    givenCommands(register).when(resume).thenNothing()
    givenCommands(register, pause)
      .when(resume)
      .thenEvents({ type: 'EndpointResumed', data: { owner: 'key:key_00000001' } })
  })
})
