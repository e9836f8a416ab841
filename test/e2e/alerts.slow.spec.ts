import { describe, expect, it } from '@jest/globals'
import { startStandIn } from '../stand-in/index.js'
import { apiKey, DeskProcess } from '../support/desk-process.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { healthOf, untilQuiet } from '../support/quiet.js'
import { BotApi, Customer } from './bot-api/index.js'
import { Play } from './play.js'

const opened = openedByEachTest()
const patienceMs = 180_000
const beginsWithinMs = 60_000
const endsWithinMs = 90_000
const error = 'Wrong response from the webhook: 404 Not Found'

/** What the bot says in General, oldest first. */
const inGeneral = ({ api }: Pick<Play, 'api'>): string[] =>
  api
    .callsOf('sendMessage')
    .filter(({ params }) => params['chat_id'] === api.world.group.id && !params['message_thread_id'])
    .map(({ params }) => String(params['text']))

/** Of this alert alone: on a busy machine others may begin beside it. */
const ofWebhook = (play: Parameters<typeof inGeneral>[0]) =>
  inGeneral(play).filter(text => text.includes('webhook'))

describe('What operators must know', () => {
  it(
    'is told once when it begins and once when it ends, over a kill, word for word as Telegram reports it',
    async () => {
      const play = await Play.start(opened, { way: 'webhook' })
      expect((await healthOf(play.desk)).alerts).toEqual([])
      const { updates } = play.api
      updates.lastError = { last_error_date: Math.floor(Date.now() / 1000), last_error_message: error }
      const alertOf = async () =>
        (await healthOf(play.desk)).alerts.find(({ name }) => name === 'webhook_errors')
      const alert = await eventually('the alert', alertOf, beginsWithinMs)
      expect(alert.detail).toContain(error)
      expect((await healthOf(play.desk)).status).toBe('degraded')
      await eventually('a message in General', () => ofWebhook(play).length === 1, beginsWithinMs)
      expect(ofWebhook(play)[0]).toContain(error)
      expect(play.process.output).toContain('alert: Telegram reports of the webhook')

      // Killed before it is on record that the message has gone, the desk would tell it again, marked.
      await untilQuiet(play.desk)
      await play.restart('SIGKILL')
      const after = await eventually('the alert after the kill', alertOf, beginsWithinMs)
      expect(after.since).toBe(alert.since)

      updates.lastError = undefined
      await eventually('the end', async () => (await alertOf()) === undefined, endsWithinMs)
      await eventually('a second message', () => ofWebhook(play).length === 2, beginsWithinMs)
      expect(ofWebhook(play)[1]).toMatch(/^▸ ✅ Over after .*Telegram can not deliver updates/)
      expect(play.process.output).toContain('over: Telegram can not deliver updates')
    },
    patienceMs
  )

  it(
    'is answered within two seconds while the log is frozen, with since when, and the alert is in the log once it is thawed',
    async () => {
      const log = await startStandIn({ dir: opened.directory() })
      opened.finally(() => log.stop())
      const api = opened.add(await BotApi.start())
      const env = {
        ...api.env,
        TELEGRAM_LIMITS: 'off',
        DESK_EVENT_LOG_URL: log.url,
        DESK_STATE_URL: 'sqlite:',
        DESK_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
        DESK_API_KEY: apiKey
      }
      const process = opened.add(new DeskProcess({ dataDir: opened.directory(), env }))
      const desk = await process.ready()
      new Customer(api).says('Help')
      await eventually('a ticket', async () => (await desk.tickets())[0])
      await eventually('health is ok', async () => (await healthOf(desk)).status === 'ok')

      log.control.conditions.silent = true
      const asked = async () => {
        const from = performance.now()
        const health = await healthOf(desk)
        expect(performance.now() - from).toBeLessThan(2000)
        return health
      }
      const failing = await eventually('health says so', async () => {
        const health = await asked()
        return health.status === 'failing' ? health : undefined
      })
      const trouble = failing.stores.find(({ name }) => name === 'event_log')
      expect(trouble?.since).not.toBeNull()
      const lasting = await eventually(
        'the alert',
        async () => (await asked()).alerts.find(({ name }) => name === 'store_away.event_log'),
        beginsWithinMs
      )
      expect(lasting.detail).toMatch(/^event_log: /)

      log.control.conditions.silent = false
      await eventually(
        'the end',
        async () => !(await asked()).alerts.some(({ name }) => name === 'store_away.event_log'),
        endsWithinMs
      )
      await eventually(
        'both messages',
        () => inGeneral({ api }).filter(text => text.includes('log')).length >= 2,
        beginsWithinMs
      )
    },
    patienceMs
  )
})
