import { expect, it } from '@jest/globals'
import { categoryOf, idOf, isStreamOf, streamCategories } from './streams.js'

it.each(streamCategories)('a stream of %s is known by its name, whatever its id holds', category => {
  for (const id of ['1', 'a-b', 'api-key-1', ''])
    expect([categoryOf(`${category}-${id}`), idOf(`${category}-${id}`)]).toEqual([category, id])
  expect(streamCategories.filter(one => isStreamOf(`${category}-1`, one))).toEqual([category])
})

it.each(['', 'ticket', 'tickets-1', '-ticket-1', 'api-1', 'staff-1', '$ticket-1', 'other-1'])(
  'the stream "%s" is of no category',
  stream => {
    expect([categoryOf(stream), idOf(stream)]).toEqual([undefined, stream])
  }
)
