import { expect, it } from '@jest/globals'
import { provenBy } from './proven.js'

it('A proof says where its entry stands, and of how many', () => {
  const hash = 'gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ='
  const proof = `c2sp.org/tlog-proof@v1\nindex 738\n${hash}\n\ntopicdesk/1\n1094\n${hash}\n\n— topicdesk/1 hI2DJwAAAAA=\n`
  expect(provenBy(proof)).toEqual({ index: 738, size: 1094 })
  expect(() => provenBy('nothing')).toThrow('no tlog-proof')
})
