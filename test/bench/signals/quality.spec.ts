import { expect, it } from '@jest/globals'
import { labelled, qualityOf } from './quality.js'

it.each(['en', 'ru'] as const)(
  'signals are told apart in messages in %s, and rarely seen where none is',
  language => {
    const { known, heldOut } = labelled[language]
    expect(known.length + heldOut.length).toBeGreaterThanOrEqual(300)
    const [before, unseen] = [qualityOf(known), qualityOf(heldOut)]
    expect(before.precision).toBeGreaterThanOrEqual(0.95)
    expect(before.recall).toBeGreaterThanOrEqual(0.95)
    expect(unseen.precision).toBeGreaterThanOrEqual(0.9)
    expect(unseen.recall).toBeGreaterThanOrEqual(0.3)
  }
)
