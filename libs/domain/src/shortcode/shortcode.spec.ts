import { expect, it } from '@jest/globals'
import { deciderSpec } from '../testing/given.js'
import { type ShortcodeCommand, shortcodeDecider } from './shortcode.js'

const { givenCommands } = deciderSpec(shortcodeDecider)
const take = (templateId: string, at: number, without?: string): ShortcodeCommand => ({
  type: 'TakeShortcode',
  shortcode: 'refund',
  templateId,
  at,
  without
})
const free = (templateId: string): ShortcodeCommand => ({
  type: 'FreeShortcode',
  shortcode: 'refund',
  templateId
})

it('a shortcode is one template’s until that one frees it', () => {
  givenCommands()
    .when(take('a', 1000))
    .thenEvents({ type: 'ShortcodeTaken', data: { shortcode: 'refund', templateId: 'a', at: 1000 } })
  givenCommands(take('a', 1000)).when(take('b', 90_000)).thenRefused('shortcode_taken', { template_id: 'a' })
  givenCommands(take('a', 1000)).when(free('b')).thenNothing()
  expect(givenCommands(take('a', 1000), free('a'), take('b', 2000)).state.holder?.templateId).toBe('b')
})

it('one that was taken for a template that was not published then can be taken after 30 s', () => {
  givenCommands(take('a', 1000))
    .when(take('b', 30_999, 'a'))
    .thenRefused('shortcode_taken', { template_id: 'a' })
  givenCommands(take('a', 1000))
    .when(take('b', 31_000, 'a'))
    .thenEvents({ type: 'ShortcodeTaken' })
  givenCommands(take('a', 1000), free('a'), take('c', 2000))
    .when(take('b', 90_000, 'a'))
    .thenRefused('shortcode_taken', { template_id: 'c' })
})
