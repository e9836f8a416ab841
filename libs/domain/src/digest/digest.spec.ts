import { expect, it } from '@jest/globals'
import type { StaffGroupId } from '#kernel'
import { deciderSpec } from '../testing/given.js'
import { type Digest, type DigestCommand, digestDecider } from './digest.js'

const { givenCommands } = deciderSpec(digestDecider)
const digest = (revision: number): Digest => ({
  chat: { staffGroupId: 'group-1' as StaffGroupId },
  at: 1000,
  one: null,
  counts: { handed_up: 2 },
  tickets: ['AAAA-BBBB'],
  more: 1,
  through: { stream: 'ticket-1', revision }
})
const tell = (revision: number): DigestCommand => ({ type: 'RequestDigest', digest: digest(revision) })

it('a digest is told once for what ends at the same event, and again for what comes later', () => {
  givenCommands()
    .when(tell(3))
    .thenEvents({ type: 'DigestRequested', data: digest(3) })
  givenCommands(tell(3)).when(tell(3)).thenNothing()
  givenCommands(tell(3)).when(tell(4)).thenEvents({ type: 'DigestRequested' })
  expect(givenCommands(tell(3)).state.last).toEqual({
    at: 1000,
    through: { stream: 'ticket-1', revision: 3 }
  })
})
