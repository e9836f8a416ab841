import { describe, expect, it } from '@jest/globals'
import { classifyError } from '#telegram'
import { judgeWish } from './wish-verdict.js'

const topic = { staffGroupId: 'g', chatId: -1, threadId: 7 } as never
const refused = (code: number, description: string) =>
  ({
    kind: 'error',
    code,
    description,
    parameters: {},
    classified: classifyError(code, description)
  }) as const

describe('a card edit, a reaction, a topic’s state', () => {
  it.each([refused(401, 'Unauthorized'), refused(404, 'Not Found'), refused(409, 'Conflict')])(
    'is not given up for a token or a poller that is wrong for a while: $code',
    result => {
      for (const failures of [0, 50]) {
        const judged = judgeWish({ wish: { kind: 'card' }, failures }, { cards: 1, topic }, result)
        expect(judged.verdict.kind).toBe('again')
      }
    }
  )
})
