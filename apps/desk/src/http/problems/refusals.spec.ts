import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { type TicketRefusal, ticketRefusals } from '#domain'
import { others, problemOf } from './refusals.js'

describe('docs/api.md', () => {
  it('names every refusal beside its status', () => {
    const rows = readFileSync(new URL('../../../../../docs/api.md', import.meta.url), 'utf8').split('\n')
    const isNamed = ({ status, problem }: { readonly status: number; readonly problem: string }) =>
      rows.some(row => row.startsWith(`| ${status} |`) && row.includes(`\`${problem}\``))
    const reasons = [
      ...(Object.keys(ticketRefusals) as TicketRefusal[]),
      ...(Object.keys(others) as (keyof typeof others)[])
    ]
    const problems = reasons.map(reason => problemOf({ ok: false, reason }))
    const missing = problems.filter(problem => !isNamed(problem)).map(({ problem }) => problem)
    expect(missing.filter(problem => !problem.startsWith('unknown_'))).toEqual([])
  })
})
