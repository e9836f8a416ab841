import { expect, it } from '@jest/globals'
import { toldIn } from './told.js'

const event = { stream: 'staff-group-1', revision: 3, type: 'StaffGroupRetired', data: {} }

it('an event is told with all that its envelope says, by the category of its stream', () => {
  expect(toldIn('staff-group', event)).toBe(event)
})

it('an event of another category is not told', () => {
  expect(toldIn('ticket', event)).toBeUndefined()
  expect(toldIn('ticket', { ...event, stream: 'tickets' })).toBeUndefined()
})
