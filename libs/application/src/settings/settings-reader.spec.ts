import { expect, it } from '@jest/globals'
import { eventTypes } from '#domain'
import { withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { commandIdFor, FakeClock } from '#kernel'
import { createSealer } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import { PublishSetting, PublishSettingHandler } from '../commands/publish-setting.js'
import { RuleBook } from '../rules/rule-book.js'
import { StreamRunner } from '../stream-runner.js'
import { createSettingsReader } from './settings-reader.js'

it('what one process publishes of limits holds in another within a second', async () => {
  const clock = new FakeClock()
  const log = withTypes(openMemoryLog(), eventTypes)
  const vault = openMemoryVault({ masterKey: Buffer.alloc(32, 1), clock })
  const sealer = createSealer(vault, { clock, cacheMs: 0 })
  const desks = [1, 2].map(() => {
    const runner = new StreamRunner(log, sealer, clock)
    return {
      log,
      runner,
      vault,
      sealer,
      settings: createSettingsReader(runner),
      clock,
      rules: new RuleBook()
    }
  })
  const [here, there] = desks
  if (!here || !there) throw new Error('no desks')
  let ordinal = 0
  const publish = async (quota: number) => {
    const commandId = commandIdFor('limits', ++ordinal)
    const context = { commandId, causationId: 'x', correlationId: 'x', actor: 'key:key_admin' as const }
    const body = { default: { quota, window_s: 60 } }
    const done = await new PublishSettingHandler(here).execute(
      new PublishSetting('desk', 'limits', body, context)
    )
    if (!done.ok) throw new Error(done.reason)
  }
  const quotaThere = async () => (await there.settings.limits()).ofKeys.default?.quota
  for (const quota of [10, 20, 30]) {
    await publish(quota)
    await clock.advance(1000)
    expect(await quotaThere()).toBe(quota)
    // Asked a moment ago, so held for a while.
    await publish(quota + 1)
    expect(await quotaThere()).toBe(quota)
    await clock.advance(1000)
    expect(await quotaThere()).toBe(quota + 1)
  }
})
