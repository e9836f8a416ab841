import { createHash } from 'node:crypto'
import Sequencer from '@jest/test-sequencer'

/** Test files in an order that follows from the run's seed alone. */
export default class ShuffledSequencer extends Sequencer {
  #seed

  constructor(options) {
    super(options)
    this.#seed = options.globalConfig.seed
  }

  sort(tests) {
    const keyOf = ({ path, context }) =>
      createHash('sha256')
        .update(`${this.#seed} ${path.slice(context.config.rootDir.length)}`)
        .digest('hex')
    return tests
      .map(test => ({ test, key: keyOf(test) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ test }) => test)
  }
}
