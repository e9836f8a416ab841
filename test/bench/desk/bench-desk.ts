import { systemClock } from '#kernel'
import { createLogger } from '#observability'
import { readSettings } from '../../../apps/desk/src/start/settings.js'
import { startDesk } from '../../../apps/desk/src/start/start-desk.js'
import { starts } from '../../../apps/desk/src/workers/starts.js'

/** The desk as `npm start` runs it, with a token, and with commits that take BENCH_COMMIT_DELAY_MS longer. */
if (process.env['BENCH_WITHOUT_SEALER'])
  Object.assign(starts, { sealer: async () => ({ stop: async () => {} }) })
const settings = readSettings(process.env)
const { token } = settings.telegram
if (token === null) throw new Error('TELEGRAM_BOT_TOKEN is not set')
const desk = await startDesk(settings, token, {
  clock: systemClock,
  logger: createLogger({ name: 'bench', level: 'info' }),
  print: () => {},
  faults: { commitDelayMs: Number(process.env['BENCH_COMMIT_DELAY_MS'] ?? 0) }
})
process.once('SIGTERM', () => void desk.stop().then(() => process.exit(0)))
