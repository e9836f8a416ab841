/**
 * `npm run test:shuffled -- [times] [jest's arguments]`: the suite so many times (default 3), test files and the tests
 * in them in random order. Prints each run's seed; `npm run test:shuffled -- 1 --seed N` repeats that order.
 */
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'

const [first, ...rest] = process.argv.slice(2)
const counted = first !== undefined && /^\d+$/.test(first)
const times = counted ? Number(first) : 3
const args = counted || first === undefined ? rest : [first, ...rest]
const given = args.some(arg => arg.startsWith('--seed'))
const outcomes = []
for (let run = 1; run <= times; run++) {
  const seed = given ? [] : [`--seed=${randomInt(2 ** 31)}`]
  console.log(`run ${run} of ${times} ${seed.join('')}`)
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js']
  const shuffled = ['--randomize', '--showSeed', '--testSequencer=./scripts/shuffled-sequencer.mjs']
  const { status } = spawnSync(process.execPath, [...jest, ...shuffled, ...seed, ...args], {
    stdio: 'inherit'
  })
  outcomes.push({ run, seed: seed.join('') || 'as given', passed: status === 0 })
}
console.table(outcomes)
process.exitCode = outcomes.every(({ passed }) => passed) ? 0 : 1
