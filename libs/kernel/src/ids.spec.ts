import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { v5 } from 'uuid'
import { commandIdFor, isUuid } from './index.js'

const namespace = '6f1f1d1c-5c1a-5d0b-9a34-2f6f0f6b7a11'

describe('a derived id', () => {
  it('is the version 5 uuid of its kind and parts, whatever characters and however long', () => {
    const cause = fc.string({ unit: 'grapheme', maxLength: 1200, size: 'max' })
    fc.assert(
      fc.property(cause, fc.nat(), (cause, ordinal) => {
        const id = commandIdFor(cause, ordinal)
        expect(id).toBe(v5(`command\n${cause}\n${ordinal}`, namespace))
        expect(isUuid(id)).toBe(true)
      })
    )
  })

  it('never changes: it stands in logs', () => {
    expect(commandIdFor('an update', 1)).toBe(v5('command\nan update\n1', namespace))
    expect(commandIdFor('an update', 1)).toBe('48554970-74c1-523f-8a83-10b46c1bc5c7')
  })
})
