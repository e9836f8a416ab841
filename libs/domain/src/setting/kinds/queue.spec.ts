import { describe, expect, it } from '@jest/globals'
import { queueKind } from './queue.js'

describe('the body of a queue', () => {
  const pointers = (body: unknown) =>
    queueKind.check(body, 0).map(({ pointer, code }) => `${pointer} ${code}`)

  it('needs a name and gets the rest', () => {
    expect(queueKind.check({ name: 'Billing' }, 0)).toEqual([])
    expect(queueKind.complete({ name: 'Billing' })).toEqual({
      name: 'Billing',
      description: '',
      position: 0,
      default: false
    })
    expect(pointers({})).toEqual(['/name required'])
  })

  it('names every field that breaks a rule', () => {
    expect(
      pointers({ name: '', description: 7, position: -1, default: 'yes', colour: 'red', constructor: 1 })
    ).toEqual([
      '/name invalid',
      '/description invalid',
      '/position invalid',
      '/default invalid',
      '/colour unknown',
      '/constructor unknown'
    ])
  })

  it.each([null, [], 'text', 7, undefined])('is an object, not %p', body => {
    expect(pointers(body)).toEqual([' type'])
  })

  it('escapes a name in a pointer', () => {
    expect(pointers({ name: 'Billing', 'a/b~c': 1 })).toEqual(['/a~1b~0c unknown'])
  })
})
