import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { CommandBus } from '@nestjs/cqrs'
import { firstStart, type PublishSettings, PublishSettingsHandler } from '#application'
import { settingDecider, settingStream } from '#domain'
import { type TestDesk, testDesk } from '../../../../libs/application/src/testing/test-desk.js'
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
  const start = (content: string, name?: string) => {
    const handler = new PublishSettingsHandler(desk)
    const commands = { execute: (command: PublishSettings) => handler.execute(command) }
    // The file publishes settings and does nothing else.
    return publishSettingsFile(commands as unknown as CommandBus, readSettingsFile(written(content, name)))
  }
  const version = async (kind: 'calendar' | 'sla_policy' | 'desk', id: string) =>
    (await desk.runner.load(settingDecider, settingStream(kind, id))).revision

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

  it('may be JSON', async () => {
    const berlin = { name: 'B', time_zone: 'Europe/Berlin', weekly: { mon: [['09:00', '18:00']] } }
    await start(JSON.stringify({ calendars: { berlin } }), 'settings.json')
    expect(await version('calendar', 'berlin')).toBe(0)
  })

  it('that says nothing changes nothing', async () => {
    await start('')
  })

  it('with mistakes names every document and field', async () => {
    const wrong = yaml.replace('Europe/Berlin\n    weekly', 'Mars/Olympus\n    weekly').replace('1800', '-1')
    await expect(start(wrong)).rejects.toMatchObject({
      mistakes: [
        expect.stringMatching(/sla_policy standard: \/targets\/0\/target_s must be whole seconds/),
        expect.stringMatching(/calendar berlin: \/time_zone must be an IANA time zone/)
      ]
    })
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
