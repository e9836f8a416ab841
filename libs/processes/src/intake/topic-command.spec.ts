import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { AgentId } from '#kernel'
import { soundsClosing } from './closing-remark.js'
import { readCommand, topicCommandNames } from './topic-command.js'

const by = { agentId: 'a' as AgentId, now: 1, hasMedia: false }
const names = fc.oneof(fc.constantFrom(...topicCommandNames), fc.string())
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('+', '-', '#', 'a', ' ', '@') })
)

describe('reading a command', () => {
  it('never fails and is the same for the same words, whatever somebody types', () => {
    fc.assert(
      fc.property(names, texts, (name, text) => {
        const command = { name, args: { text, entities: [] } }
        expect(readCommand(command, by)).toEqual(readCommand(command, by))
      })
    )
  })

  it('puts nothing that was typed into a refusal', () => {
    fc.assert(
      fc.property(names, texts, (name, text) => {
        const ask = readCommand({ name, args: { text: `zzz${text}`, entities: [] } }, by)
        if (ask.kind === 'mistake') expect(JSON.stringify(ask.details)).not.toContain('zzz')
      })
    )
  })

  it('knows every name of the list, and no other', () => {
    fc.assert(
      fc.property(names, name => {
        const ask = readCommand({ name, args: { text: '', entities: [] } }, by)
        const unknown = ask.kind === 'mistake' && ask.reason === 'unknown_command'
        expect(unknown).toBe(!topicCommandNames.has(name))
      })
    )
  })
})

describe('a closing remark', () => {
  it('is never a question, and never has a number or a link', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom('?', '7', 'https://a.example'), (text, mark) => {
        expect(soundsClosing(`thanks ${text}${mark}`)).toBe(false)
      })
    )
  })
})
