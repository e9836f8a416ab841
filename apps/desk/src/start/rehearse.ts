import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  createSettingsReader,
  firstStart,
  PublishSettingsHandler,
  RuleBook,
  StreamRunner
} from '#application'
import { eventTypes } from '#domain'
import { withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { systemClock } from '#kernel'
import { createSealer } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import type { Settings } from './settings.js'
import { publishSettingsFile, readSettingsFile } from './settings-file.js'

/**
 * The settings file at a first start, when no log is there to ask: published in memory, so that what is wrong with it is
 * known before a file, a key or a setting is made. @throws InvalidSettings naming everything that is wrong
 */
export async function rehearseSettingsFile({
  settingsFile,
  eventLog,
  dataDir
}: Pick<Settings, 'settingsFile' | 'eventLog' | 'dataDir'>): Promise<void> {
  if (settingsFile === null || eventLog.kind !== 'sqlite') return
  if (existsSync(eventLog.path ?? join(dataDir, 'log.db'))) return
  const clock = systemClock
  const log = withTypes(openMemoryLog(), eventTypes)
  const vault = openMemoryVault({ masterKey: randomBytes(32), clock })
  const sealer = createSealer(vault, { clock, cacheMs: 0 })
  const runner = new StreamRunner(log, sealer, clock)
  const desk = {
    log,
    runner,
    vault,
    sealer,
    settings: createSettingsReader(runner),
    rules: new RuleBook(),
    clock
  }
  await firstStart(desk)
  const publish = new PublishSettingsHandler(desk)
  await publishSettingsFile(command => publish.execute(command), readSettingsFile(settingsFile))
}
