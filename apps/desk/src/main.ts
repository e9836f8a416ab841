import { once } from 'node:events'
import { join } from 'node:path'
import { InfrastructureFault, systemClock } from '#kernel'
import { createLogger } from '#observability'
import { startSandbox } from '#sandbox'
import { InvalidSettings, makeDirectory, readEnvironment } from '#stores'
import { fewOpenFiles, openFilesLimit } from './start/open-files.js'
import { jsonOutput, type Printed, screenOutput } from './start/output.js'
import { rehearseSettingsFile } from './start/rehearse.js'
import { sandboxClock } from './start/sandbox-clock.js'
import { readSettings, type Settings } from './start/settings.js'
import { type RunningDesk, startDesk } from './start/start-desk.js'

/** The reason is for the operator: one clear text, no stack. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'EADDRINUSE')
    return `${error.message}: set PORT or SANDBOX_PORT to a free one`
  return error.message
}

const consoleOf = ({ publicUrl }: RunningDesk, says: string): Printed => ({
  label: 'Console',
  value: `${publicUrl}/console`,
  says
})

interface Running {
  stop(): Promise<void>
}

/** Without a token a sandbox stands in for Telegram: its own state, its own bot and group. */
async function start(settings: Settings, signal: AbortSignal): Promise<Running> {
  const { stdout } = process
  const output =
    stdout.isTTY && settings.logFormat !== 'json'
      ? screenOutput(stdout)
      : jsonOutput(text => stdout.write(text))
  process.once('exit', output.end)
  const { print } = output
  const logger = createLogger({ name: 'topicdesk', level: settings.logLevel, write: output.log })
  for (const name of settings.unknownNames)
    logger.warn({ name }, `${name} is set and is no setting of the desk`)
  const few = fewOpenFiles(openFilesLimit())
  if (few !== undefined) logger.warn({}, few)
  const runtime = { clock: systemClock, logger, print, signal }
  await rehearseSettingsFile(settings)
  makeDirectory(settings.dataDir)
  const { token } = settings.telegram
  if (token !== null) {
    const desk = await startDesk(settings, token, runtime)
    output.open(consoleOf(desk, 'write /console to the bot for a link, or sign in with the API key'))
    return desk
  }
  const { host, sandboxPort: port, dataDir } = settings
  const sandbox = await startSandbox({ host, port, dataDir })
  const telegram = {
    ...settings.telegram,
    apiRoot: sandbox.url,
    webhookUrl: null,
    staffGroupIds: [sandbox.staffGroupId]
  }
  print({
    label: 'Sandbox',
    value: join(dataDir, 'sandbox'),
    says: 'its data; it stands in for Telegram: TELEGRAM_BOT_TOKEN is not set'
  })
  let desk: RunningDesk
  try {
    desk = await startDesk({ ...settings, telegram }, sandbox.botToken, {
      ...runtime,
      clock: sandboxClock(sandbox),
      sandboxUrl: sandbox.url
    })
  } catch (error) {
    await sandbox.stop()
    throw error
  }
  sandbox.showTexts(() => desk.texts())
  sandbox.offerConsole(desk.consoleLink)
  print({ label: 'Open', value: `${sandbox.url}/`, says: 'write as a customer, answer as an agent' })
  output.open(consoleOf(desk, 'the page above opens it as Anna; or sign in with the API key'))
  return {
    async stop() {
      await desk.stop()
      await sandbox.stop()
    }
  }
}

// What the desk writes is for its own user only.
process.umask(0o077)

const stopping = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort())

try {
  const settings = readSettings(readEnvironment(process.env, process.cwd()))
  const running = await start(settings, stopping.signal)
  if (!stopping.signal.aborted) await once(stopping.signal, 'abort')
  await running.stop()
  process.exit(0)
} catch (error) {
  // Told to stop while it waited for a server.
  if (stopping.signal.aborted && error instanceof InfrastructureFault) process.exit(0)
  process.stderr.write(`${reasonOf(error)}\n`)
  process.exit(error instanceof InvalidSettings ? 2 : 1)
}
