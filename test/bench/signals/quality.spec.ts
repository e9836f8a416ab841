import { expect, it } from '@jest/globals'
import { labelled, qualityOf } from './quality.js'

it.each(['en', 'ru'] as const)(
  'signals are told apart in messages in %s, and rarely seen where none is',
  language => {
    const { known, second, third } = labelled[language]
    expect(known.length + second.length + third.length).toBeGreaterThanOrEqual(350)
    const [before, between, unseen] = [qualityOf(known), qualityOf(second), qualityOf(third)]
    expect(before.precision).toBeGreaterThanOrEqual(0.95)
    expect(before.recall).toBeGreaterThanOrEqual(0.95)
    expect(between.precision).toBeGreaterThanOrEqual(0.95)
    expect(between.recall).toBeGreaterThanOrEqual(0.6)
    expect(unseen.precision).toBeGreaterThanOrEqual(0.95)
    expect(unseen.recall).toBeGreaterThanOrEqual(0.5)
  }
)
