import { expect, it } from '@jest/globals'
import { csvOf } from './csv.js'

it('What is exported can be read by a spreadsheet, and starts nothing in it', () => {
  const text = csvOf([
    ['Name', 'Count'],
    ['Zoë, "the first"', 3],
    ['=HYPERLINK("https://evil")', -1],
    ['two\nlines', null]
  ])
  expect(text).toBe(
    'Name,Count\r\n"Zoë, ""the first""",3\r\n"\'=HYPERLINK(""https://evil"")",-1\r\n"two\nlines",'
  )
})
