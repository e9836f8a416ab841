import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { firstStart, PublishSettingsHandler } from '#application'
import { type SettingKindName, settingDecider, settingStream } from '#domain'
import { InvalidSettings } from '#stores'
import {
  type TestDesk,
  testDesk,
  whileTimePasses
} from '../../../../libs/application/src/testing/test-desk.js'
import { UnreliableLog } from '../../../../libs/application/src/testing/unreliable-log.js'
import { publishSettingsFile, readSettingsFile } from './settings-file.js'

const yaml = `
sla_policies:
  standard:
    name: Standard
    calendar_id: berlin
    targets: [{ metric: first_reply, target_s: 1800 }]
calendars:
  berlin:
    name: Berlin
    time_zone: Europe/Berlin
    weekly: { mon: [["09:00", "18:00"]] }
    holidays: [{ date: 2026-12-25 }]
desk:
  main: { team_time_zone: Europe/Berlin }
`

describe('A settings file', () => {
  let directory: string
  let desk: TestDesk

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'topicdesk-settings-'))
    desk = testDesk()
    await firstStart(desk)
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  const written = (content: string, name = 'settings.yaml') => {
    const path = join(directory, name)
    writeFileSync(path, content)
    return path
  }
  const start = (content: string, name?: string, by = desk) => {
    const handler = new PublishSettingsHandler(by)
    return publishSettingsFile(command => handler.execute(command), readSettingsFile(written(content, name)))
  }
  const version = async (kind: SettingKindName, id: string) =>
    (await desk.runner.load(settingDecider, settingStream(kind, id))).revision

  it('has teams of people who are not known yet, queues that name them, and what agents carry', async () => {
    const teams = `
queues:
  billing: { name: Billing, assignment: { strategy: round_robin, teams: [l2] } }
teams:
  l2: { name: Level 2, level: 2, members: ["tg:7", "tg:8"] }
desk:
  capacity: { limit: 5 }
`
    await start(teams)
    await start(teams)
    expect(await version('team', 'l2')).toBe(0)
    const members = (await desk.settings.body('team', 'l2'))?.['members']
    expect(members).toEqual([expect.stringMatching(/^agt_/), expect.stringMatching(/^agt_/)])
    expect(await desk.settings.capacity()).toEqual({ limit: 5, counts: ['assigned', 'in_progress'] })
    const unknown = teams.replace('tg:8', 'agt_00000000-0000-5000-8000-000000000000')
    await expect(start(unknown)).rejects.toMatchObject({
      mistakes: ['DESK_SETTINGS_FILE: team l2: /members/1 is no agent']
    })
  })

  it('is published at the start, what others name before them', async () => {
    await start(yaml)
    expect(await version('calendar', 'berlin')).toBe(0)
    expect(await version('sla_policy', 'standard')).toBe(0)
    expect((await desk.settings.desk()).teamTimeZone).toBe('Europe/Berlin')
    expect((await desk.settings.body('calendar', 'berlin'))?.['holidays']).toEqual([{ date: '2026-12-25' }])
  })

  it('that has not changed is no new version, and only what has changed is one', async () => {
    await start(yaml)
    await start(yaml)
    expect([await version('calendar', 'berlin'), await version('sla_policy', 'standard')]).toEqual([0, 0])
    await start(yaml.replace('1800', '900'))
    expect([await version('calendar', 'berlin'), await version('sla_policy', 'standard')]).toEqual([0, 1])
  })

  const whole = `${yaml}
queues:
  general: { name: All, position: 2 }
  billing: { name: Billing, default: true }
`
  const bodies = async () => [
    await desk.settings.defaultQueue(),
    await desk.settings.body('queue', 'general'),
    await desk.settings.body('queue', 'billing'),
    await desk.settings.body('sla_policy', 'standard'),
    await desk.settings.desk()
  ]

  it('whose start was killed after any append is whole after the next one', async () => {
    await start(whole)
    const expected = await bodies()
    const appends = Number((await desk.log.head())?.slice(1)) - 3
    for (let at = 0; at < appends; at++) {
      desk = testDesk()
      await firstStart(desk)
      const log = new UnreliableLog(desk.log)
      const append = log.append.bind(log)
      let done = 0
      log.append = async (...asked) => {
        if (done++ === at) throw new Error('killed')
        return append(...asked)
      }
      await expect(start(whole, 'killed.yaml', desk.another(log))).rejects.toThrow('killed')
      await start(whole, 'again.yaml', desk.another())
      // What another process published counts after a second at the latest.
      await desk.clock.advance(1000)
      expect(await bodies()).toEqual(expected)
    }
    expect(appends).toBeGreaterThanOrEqual(6)
  })

  it('of two processes that start at once is published once', async () => {
    const both = [start(whole, 'one.yaml', desk.another()), start(whole, 'other.yaml', desk.another())]
    await whileTimePasses(desk.clock, Promise.all(both))
    const versions = [await version('calendar', 'berlin'), await version('sla_policy', 'standard')]
    expect(versions).toEqual([0, 0])
    expect((await bodies()).slice(0, 2)).toMatchObject(['billing', { name: 'All', default: false }])
  })

  it('may be JSON', async () => {
    const berlin = { name: 'B', time_zone: 'Europe/Berlin', weekly: { mon: [['09:00', '18:00']] } }
    await start(JSON.stringify({ calendars: { berlin } }), 'settings.json')
    expect(await version('calendar', 'berlin')).toBe(0)
  })

  it('that says nothing changes nothing', async () => {
    await start('')
  })

  const rejected = async (content: string): Promise<readonly string[]> => {
    const head = await desk.log.head()
    const error: unknown = await start(content).then(
      () => undefined,
      (thrown: unknown) => thrown
    )
    // Nothing of it is published, of the documents that are right neither.
    expect(await desk.log.head()).toBe(head)
    if (!(error instanceof InvalidSettings)) throw new Error(`no mistake was found: ${error}`)
    return error.mistakes
  }

  it('with mistakes names every document and field, and publishes nothing', async () => {
    const wrong = yaml.replace('Europe/Berlin\n    weekly', 'Mars/Olympus\n    weekly').replace('1800', '-1')
    expect(await rejected(wrong)).toEqual([
      expect.stringMatching(/sla_policy standard: \/targets\/0\/target_s must be whole seconds/),
      expect.stringMatching(/calendar berlin: \/time_zone must be an IANA time zone/)
    ])
  })

  it('of which only the last document is wrong publishes nothing', async () => {
    const mistakes = await rejected(`${yaml}queues:\n  billing: { name: Billing }\n  sales: { name: '' }\n`)
    expect(mistakes).toEqual([expect.stringMatching(/queue sales: \/name must be text/)])
  })

  it('names fields and references together, of ids and documents that there can not be too', async () => {
    const mistakes = await rejected(`
queues: { Billing: { name: Billing } }
desk: { other: {} }
sla_policies:
  one: { name: '', calendar_id: nowhere, targets: [{ metric: first_reply, target_s: 60 }] }
  two: { name: Two, calendar_id: '-', targets: [{ metric: first_reply, target_s: 60 }] }
`)
    expect(mistakes).toEqual([
      expect.stringMatching(/queue Billing: must have an id of 1 to 64 characters/),
      expect.stringMatching(/desk other: is no document of the desk/),
      expect.stringMatching(/sla_policy one: \/name must be text.*; \/calendar_id is not a calendar/),
      expect.stringMatching(/sla_policy two: \/calendar_id is not a calendar/)
    ])
  })

  it('may refer to what is in the log, and is checked beside its own documents before that', async () => {
    const calendars = yaml.slice(yaml.indexOf('calendars:'))
    await start(calendars)
    const policies = yaml.slice(0, yaml.indexOf('calendars:'))
    const years = policies.replace('1800', '315360000')
    expect(await rejected(years)).toEqual([
      expect.stringMatching(/\/targets\/0\/target_s .* not open so long/)
    ])
    const often = calendars.replace('[["09:00", "18:00"]]', '[["00:00", "24:00"]]')
    await start(years + often)
    expect([await version('calendar', 'berlin'), await version('sla_policy', 'standard')]).toEqual([1, 0])
  })

  it('has one default queue at most, takes it from another, and never from all', async () => {
    expect(await rejected('queues: { general: { name: General } }')).toEqual([
      expect.stringMatching(/queue general: \/default one queue must be the default/)
    ])
    const two = 'queues: { a: { name: A, default: true }, b: { name: B, default: true } }'
    expect(await rejected(two)).toHaveLength(2)
    await start('queues: { general: { name: All }, billing: { name: Billing, default: true } }')
    expect(await desk.settings.defaultQueue()).toBe('billing')
    expect(await desk.settings.body('queue', 'general')).toMatchObject({ name: 'All', default: false })
  })

  it('has each document once', () => {
    const policy = 'one: { name: One, calendar_id: c, targets: [] }'
    expect(() =>
      readSettingsFile(written(`sla_policies: { ${policy} }\nsla-policies: { ${policy} }`))
    ).toThrow(/sla_policy one: is there twice/)
  })

  it.each([
    ['no YAML', 'calendars: [', /settings\.yaml: /],
    ['a list', '[]', /must hold sections/],
    ['an unknown section', 'calenders: {}', /calenders is not a section/],
    ['a section that is a list', 'calendars: []', /calendars must hold documents by id/]
  ])('that is %s is refused before anything starts', (_, content, message) => {
    expect(() => readSettingsFile(written(content))).toThrow(message)
  })

  it('that is not there is refused', () => {
    expect(() => readSettingsFile(join(directory, 'nothing.yaml'))).toThrow(/nothing\.yaml/)
  })
})
