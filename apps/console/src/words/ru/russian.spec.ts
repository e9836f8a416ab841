import { beforeAll, describe, expect, it } from '@jest/globals'
import { ruleKind, settingKinds, triggers } from '#domain'
import { isJsonObject, type JsonObject } from '#kernel'

/** As in a browser, where the words are loaded. */
function asInBrowser(): void {
  const kept = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined }
  const of = (value: object) => ({ value, configurable: true })
  Object.defineProperties(globalThis, {
    localStorage: of(kept),
    location: of({ origin: 'http://127.0.0.1', hash: '' }),
    document: of({ documentElement: {} })
  })
}

const says = (text: string): boolean => /[а-яё]/i.test(text)

describe('The console in Russian', () => {
  let sentence: (decided: object, data: object) => string
  let problem: (message: string) => string
  let fieldWords: (name: string) => string
  let valueWords: (value: string) => string
  beforeAll(async () => {
    asInBrowser()
    const { language } = await import('../language.js')
    language.value = 'ru'
    await import('./common.js')
    await import('./ticket.js')
    await import('./settings-names.js')
    await import('./problems.js')
    await import('./decisions.js')
    const { decisionWords } = await import('../decisions.js')
    const settings = await import('../settings.js')
    sentence = (decided, data) =>
      decisionWords.value(decided as Parameters<typeof decisionWords.value>[0], data as JsonObject)
    problem = settings.problemWords.value
    fieldWords = settings.fieldWords
    valueWords = settings.valueWords
  })

  const applied = { kind: 'rule', what: 'applied', because: 'English', matched: null }
  const rule = { rule: 'urgent', on: 'ticket_opened', actions: [{ set_priority: 'urgent' }], at: 1 }

  it('tells what a rule did, on what, and what it found', () => {
    const matched = [{ field: 'text', terms: ['срочно'] }]
    expect(sentence({ ...applied, matched }, rule)).toBe(
      'Правило «urgent» сработало, потому что обращение открыто: приоритет «Срочный». Найдено в text: «срочно».'
    )
  })

  it('has words for everything that starts a rule, and for everything that a rule may do', () => {
    const action = ruleKind.schema['properties']
    const then = isJsonObject(action) ? action['then'] : undefined
    const items = isJsonObject(then) ? then['items'] : undefined
    const actions = isJsonObject(items) && isJsonObject(items['properties']) ? items['properties'] : {}
    expect(Object.keys(actions).length).toBeGreaterThan(10)
    const english = [
      ...triggers.map(on => sentence(applied, { ...rule, on })).filter(text => /[a-z]+_[a-z]+/.test(text)),
      ...Object.keys(actions)
        .map(name => sentence(applied, { ...rule, actions: [{ [name]: true }] }))
        .filter(text => text.includes('{'))
    ]
    expect(english).toEqual([])
  })

  it('says of a decision that it has no words for what the desk says', () => {
    expect(sentence({ ...applied, what: 'of a later desk' }, rule)).toBe('English')
  })

  it.each([
    [
      'routing',
      'assigned',
      { because: 'least_share', candidates: [{ eligible: true }, {}], more: 0, chosen: 'x' }
    ],
    [
      'routing',
      'waiting',
      { because: 'nobody_eligible', candidates: [{ whyNot: 'away' }], more: 1, skills: [], fallback: null }
    ],
    ['routing', 'requeued', { fromAgentId: 'x', because: 'not_accepted' }],
    ['routing', 'skill_dropped', { skill: 'german' }],
    ['routing', 'fell_back', { toQueueId: null }],
    ['routing', 'stopped', { because: 'moved_too_often', until: 0 }],
    ['routing', 'resumed', {}],
    ['rule', 'held_back', { ...rule, heldUntil: 0 }],
    ['rule', 'lapsed', { rule: 'later', from: 0, because: 'status' }],
    ['sla', 'policy_applied', { policyId: null, cause: 'opened' }],
    ['sla', 'paused', { cause: 'telegram_unreachable' }],
    ['sla', 'resumed', { cause: 'telegram_unreachable' }],
    ['sla', 'warned', { metric: 'first_reply', beforeS: 60, at: 0 }],
    ['sla', 'breached', { metric: 'first_reply', targetS: 60, at: 0, reason: 'time_passed' }],
    ['sla', 'breach_retracted', { metric: 'first_reply', reason: 'resolved_in_time' }],
    ['suggestion', 'articles', { ids: ['refunds'], scores: [3247] }]
  ])('has a sentence for a decision of %s: %s', (kind, what, data) => {
    const said = sentence({ kind, what, because: 'English', matched: null }, data)
    expect(says(said)).toBe(true)
    expect(said).not.toMatch(/undefined|NaN|\b(?!agt_)[a-z]+_[a-z]+\b/)
  })

  it('has a name for every field of settings and for every value that can be chosen', () => {
    const untold = new Set<string>()
    const look = (schema: unknown): void => {
      if (Array.isArray(schema)) for (const one of schema) look(one)
      if (!isJsonObject(schema)) return
      const { properties, enum: values } = schema
      for (const name of isJsonObject(properties) ? Object.keys(properties) : [])
        if (!says(fieldWords(name)) && name !== 'id') untold.add(name)
      // What a condition may look at: those of tickets and calendars are told by a name of their own.
      const field = isJsonObject(properties) && 'op' in properties ? properties['field'] : undefined
      const asked = isJsonObject(field) ? field['examples'] : undefined
      for (const name of Array.isArray(asked) ? asked : [])
        if (!/^(?:field|calendar)\./.test(String(name)) && !says(fieldWords(String(name))))
          untold.add(String(name))
      for (const value of Array.isArray(values) ? values : [])
        if (typeof value === 'string' && !says(valueWords(value))) untold.add(value)
      for (const one of Object.values(schema)) look(one)
    }
    for (const { only, schema } of settingKinds) if (only !== 'texts') look(schema)
    expect([...untold].filter(name => !/^(?:en|ru)$/.test(name))).toEqual([])
  })

  it('says in Russian what the desk says of the fields of a rule and of a calendar, for one', () => {
    const wrong = settingKinds.flatMap(({ check, example }) => [
      ...check({}, 0),
      ...check(Object.fromEntries(Object.keys(example).map(name => [name, { no: 1 }])), 0),
      ...check(Object.fromEntries(Object.keys(example).map(name => [name, -1])), 0),
      ...check(Object.fromEntries(Object.keys(example).map(name => [name, ''])), 0)
    ])
    expect(wrong.length).toBeGreaterThan(50)
    expect([...new Set(wrong.map(({ message }) => problem(message)).filter(text => !says(text)))]).toEqual([])
  })
})
