import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { AgentId } from '#kernel'
import { readPress } from './button-data.js'

const me = 'a0000000-0000-5000-8000-000000000001' as AgentId
const bob = 'b0000000-0000-5000-8000-000000000002'
const read = (data: string) => readPress(data, me, 0)
const parts = fc.constantFrom(
  'claim',
  'give',
  'turn',
  'agents',
  'priority',
  'high',
  '-',
  '0',
  bob,
  'b0000000',
  '',
  'x'
)

describe('what a button says', () => {
  it('is read, or nothing, whatever a client sends', () => {
    fc.assert(fc.property(fc.string(), data => void read(data)))
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 5 }), said => {
        const pressed = read(said.join(':'))
        if (pressed?.kind === 'turn' && pressed.to === 'agents') expect(pressed.page).toBe(0)
        if (pressed?.kind === 'give') expect([pressed.to, pressed.holder.length <= 8]).toEqual([bob, true])
      })
    )
  })

  it.each([
    'give:bob:-',
    `give:${bob}`,
    `give:${bob}:b000`,
    `give:${bob}:-:x`,
    'priority:huge',
    'priority:',
    'turn:agents',
    'turn:agents:-1',
    'turn:agents:99999',
    'turn:everything',
    'assign:me',
    'claim:1:2:3',
    ''
  ])('%j is none of ours', data => {
    expect(read(data)).toBeUndefined()
  })

  it.each([
    [`give:${bob}:-`, { kind: 'give', to: bob, holder: '-' }],
    [`give:${bob}:b0000000`, { kind: 'give', to: bob, holder: 'b0000000' }],
    ['turn:agents:12', { kind: 'turn', to: 'agents', page: 12 }],
    ['turn:actions', { kind: 'turn', to: 'actions' }],
    [
      'priority:high',
      { kind: 'act', name: 'priority', command: { type: 'ChangePriority', priority: 'high' } }
    ],
    ['hold', { kind: 'act', name: 'hold', command: { type: 'HoldTicket' } }],
    ['claim', { kind: 'act', name: 'claim', command: { type: 'ClaimTicket', agentId: me } }]
  ])('%j is read', (data, pressed) => {
    expect(read(data)).toEqual(pressed)
  })
})
