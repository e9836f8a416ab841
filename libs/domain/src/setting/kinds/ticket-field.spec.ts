import { describe, expect, it } from '@jest/globals'
import type { Json, JsonObject } from '#kernel'
import { readFieldValue } from '../field-value.js'
import { type TicketFieldType, ticketFieldKind, ticketFieldOf, ticketFieldTypes } from './ticket-field.js'

const options = [
  { id: 'a', label: { en: 'A' } },
  { id: 'b', label: { ru: 'Б' } },
  { id: 'c', label: { en: 'C', ru: 'Ц' } }
]

describe('A ticket field', () => {
  const wrong = (body: JsonObject) =>
    ticketFieldKind.check({ name: 'Field', ...body }, 0).map(({ pointer, code }) => `${pointer} ${code}`)

  it('that is chosen from has options, each with an id of its own and a label, and no other has', () => {
    expect(wrong({ type: 'select', options })).toEqual([])
    for (const type of ticketFieldTypes) {
      const chosen = type === 'select' || type === 'multi_select'
      expect(wrong({ type, options })).toEqual(chosen ? [] : ['/options invalid'])
      expect(wrong({ type })).toEqual(chosen ? ['/options required'] : [])
    }
    expect(wrong({ type: 'select', options: [...options, { id: 'a', label: { en: 'again' } }] })).toEqual([
      '/options/3/id repeated'
    ])
    expect(wrong({ type: 'select', options: [{ id: 'A b', label: {} }] })).toEqual([
      '/options/0/id invalid',
      '/options/0/label required'
    ])
  })

  it('decides only where it holds ids, never words', () => {
    const deciding = ticketFieldTypes.filter(type => {
      const chosen = type === 'select' || type === 'multi_select'
      return wrong({ type, decides: true, ...(chosen && { options }) }).length === 0
    })
    expect(deciding).toEqual(['select', 'multi_select', 'yes_no'])
  })
})

describe('A value of a field', () => {
  const field = (type: TicketFieldType, decides = false) =>
    ticketFieldOf('f', { type, decides, options: type.includes('select') ? options : [] })
  const read = (type: TicketFieldType, given: Json) => {
    const value = readFieldValue(field(type), given, '/fields/f')
    return Array.isArray(value) ? value.map(({ pointer, code }) => `${pointer} ${code}`) : value.value
  }
  const message = 'msg_2b1f6f0e-3a57-5c1d-9f44-0c6f1d2e7a10'

  const right: [TicketFieldType, Json, Json][] = [
    ['text', 'words', 'words'],
    ['text', 'x'.repeat(4000), 'x'.repeat(4000)],
    ['number', 0, 0],
    ['number', -12.5, -12.5],
    ['date', '2024-02-29', '2024-02-29'],
    ['select', 'b', 'b'],
    ['multi_select', ['c', 'a'], ['a', 'c']],
    ['file', message, message],
    ['contact', { phone_number: '+1' }, { phone_number: '+1', first_name: null, last_name: null }],
    ['location', { latitude: -90, longitude: 180 }, { latitude: -90, longitude: 180 }],
    ['yes_no', false, false]
  ]
  it.each(right)('of a %s can be %j', (type, given, value) => {
    expect(read(type, given)).toEqual(value)
  })

  const wrong: [TicketFieldType, Json, string][] = [
    ['text', '', '/fields/f invalid'],
    ['text', ' \n', '/fields/f invalid'],
    ['text', 7, '/fields/f invalid'],
    ['text', 'x'.repeat(4001), '/fields/f invalid'],
    ['text', '\ud800', '/fields/f invalid'],
    ['number', '7', '/fields/f invalid'],
    ['number', 1e300, '/fields/f invalid'],
    ['date', '2026-02-29', '/fields/f invalid'],
    ['date', '2026-1-1', '/fields/f invalid'],
    ['select', 'd', '/fields/f invalid'],
    ['select', ['a'], '/fields/f invalid'],
    ['multi_select', [], '/fields/f invalid'],
    ['multi_select', ['a', 'd'], '/fields/f/1 invalid'],
    ['multi_select', ['a', 'a'], '/fields/f repeated'],
    ['file', 'msg_1', '/fields/f invalid'],
    ['contact', {}, '/fields/f/phone_number required'],
    ['contact', { phone_number: '+1', age: 7 }, '/fields/f/age unknown'],
    ['location', { latitude: 91, longitude: 0 }, '/fields/f/latitude invalid'],
    ['yes_no', 'yes', '/fields/f invalid']
  ]
  it.each(wrong)('of a %s can not be %j', (type, given, problem) => {
    expect(read(type, given)).toEqual([problem])
  })

  it('gives ids of options to decisions, and only where the field decides', () => {
    const chosen = (type: TicketFieldType, decides: boolean, given: Json) => {
      const value = readFieldValue(field(type, decides), given, '')
      return Array.isArray(value) ? value : value.chosen
    }
    expect(chosen('select', true, 'b')).toEqual(['b'])
    expect(chosen('multi_select', true, ['b', 'a'])).toEqual(['a', 'b'])
    expect(chosen('yes_no', true, true)).toEqual(['yes'])
    expect(chosen('yes_no', true, false)).toEqual(['no'])
    expect(chosen('select', false, 'b')).toBeNull()
    expect(chosen('text', false, 'words')).toBeNull()
  })
})
