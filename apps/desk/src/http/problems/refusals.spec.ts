import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { refusals } from './refusals.js'

describe('docs/api.md', () => {
  it('names every refusal beside its status', () => {
    const rows = readFileSync(new URL('../../../../../docs/api.md', import.meta.url), 'utf8').split('\n')
    const isNamed = (reason: string, status: number) =>
      rows.some(row => row.startsWith(`| ${status} |`) && row.includes(`\`${reason}\``))
    const missing = Object.entries(refusals)
      .filter(([reason, [status]]) => !isNamed(reason, status))
      .map(([reason]) => reason)
      .filter(reason => !reason.startsWith('unknown_'))
    expect(missing).toEqual([])
  })
})
