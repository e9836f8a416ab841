import { beforeEach, describe, expect, it } from '@jest/globals'
import { begun, ended, hasEnded, mayBeSignedIn, signedOut, unknown } from './session.js'

/** As in a browser: what is kept are own members. */
class Kept {
  getItem(key: string): string | null {
    return Object.entries(this).find(([name]) => name === key)?.[1] ?? null
  }
  setItem(key: string, value: string): void {
    Object.assign(this, { [key]: value })
  }
  removeItem(key: string): void {
    Reflect.deleteProperty(this, key)
  }
}

const somebody = {} as Parameters<typeof begun>[0]
let kept: Kept
beforeEach(() => {
  kept = new Kept()
  Object.defineProperty(globalThis, 'localStorage', { value: kept, configurable: true })
  begun(somebody)
})

describe('Why nobody is signed in any more', () => {
  it('is told when the session has ended, however many questions are answered so', () => {
    ended()
    ended()
    expect(hasEnded.value).toBe(true)
    begun(somebody)
    expect(hasEnded.value).toBe(false)
  })

  it('is not told to who signed out, whatever was still asked', () => {
    signedOut()
    ended()
    expect(hasEnded.value).toBe(false)
  })
})

describe('What is half written', () => {
  const drafts = ['topicdesk.draft.reply.tkt_1', 'topicdesk.draft.note.tkt_1', 'topicdesk.draft.note.tkt_2']
  beforeEach(() => {
    kept.setItem('topicdesk.look', 'dark')
    for (const draft of drafts) kept.setItem(draft, 'Dear Anna')
  })

  it.each([
    ['is signed out', signedOut],
    ['has ended for the desk', ended]
  ])('is gone once the session %s; how the console looks stays', (_, end) => {
    end()
    expect({ ...kept }).toEqual({ 'topicdesk.look': 'dark' })
  })

  it('stays over a reload, also while the desk can not be reached', () => {
    unknown()
    expect(mayBeSignedIn()).toBe(true)
    begun(somebody)
    expect(Object.keys({ ...kept })).toEqual(expect.arrayContaining(drafts))
  })
})
