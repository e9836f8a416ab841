import { describe, expect, it } from '@jest/globals'
import { deskMainKind, deskSettings } from './desk-main.js'

describe('the settings of the desk', () => {
  const problemsOf = (body: unknown) => deskMainKind.check(body, 0).map(problem => problem.pointer)

  it('all have defaults', () => {
    expect(problemsOf({})).toEqual([])
    expect(deskSettings(deskMainKind.complete({}))).toEqual({
      reopenWithinS: 604_800,
      closingRemarkWithinS: 600,
      agents: 'group',
      teamTimeZone: 'UTC',
      staffLanguage: 'en',
      afterReply: 'waiting_on_customer',
      autoCloseAfterS: null,
      topicIcons: { waiting: '❗️', answered: '💬', on_hold: '☕️', breached: '🔥', resolved: '✅' }
    })
  })

  it('are read as they were published', () => {
    const body = {
      reopen_within_s: 0,
      closing_remark_within_s: 1,
      agents: 'listed',
      team_time_zone: 'Europe/Berlin',
      staff_language: 'ru',
      after_reply: 'in_progress',
      auto_close_after_s: 86_400,
      topic_icons: { breached: '👀' }
    }
    expect(problemsOf(body)).toEqual([])
    expect(deskSettings(deskMainKind.complete(body))).toEqual({
      reopenWithinS: 0,
      closingRemarkWithinS: 1,
      agents: 'listed',
      teamTimeZone: 'Europe/Berlin',
      staffLanguage: 'ru',
      afterReply: 'in_progress',
      autoCloseAfterS: 86_400,
      topicIcons: { waiting: '❗️', answered: '💬', on_hold: '☕️', breached: '👀', resolved: '✅' }
    })
  })

  it.each([
    ['reopen_within_s', -1],
    ['reopen_within_s', 1.5],
    ['reopen_within_s', null],
    ['closing_remark_within_s', 315_360_001],
    ['agents', 'all'],
    ['team_time_zone', 'Mars/Olympus'],
    ['team_time_zone', '+01:00'],
    ['staff_language', 'de'],
    ['staff_language', null],
    ['after_reply', 'closed'],
    ['auto_close_after_s', '1d'],
    ['topic_icons', 'none'],
    ['anything_else', 1]
  ])('refuse %s: %p', (field, value) => {
    expect(problemsOf({ [field]: value })).toEqual([`/${field}`])
  })
})
