import { startSandbox } from './sandbox.js'

const port = Number(process.env['SANDBOX_PORT'] ?? 8081)
const host = process.env['HOST'] ?? '127.0.0.1'
const dataDir = process.env['DESK_DATA_DIR'] ?? './data'

try {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('SANDBOX_PORT is not a port')
  const sandbox = await startSandbox({ port, host, dataDir })
  process.stdout.write(
    [
      `The sandbox's page:  ${sandbox.url}/`,
      `Bot API root:        ${sandbox.url}   (TELEGRAM_API_ROOT)`,
      `Bot token:           ${sandbox.botToken}   (TELEGRAM_BOT_TOKEN)`,
      `Staff group:         ${sandbox.staffGroupId}   (TELEGRAM_STAFF_GROUP_ID)`,
      ''
    ].join('\n')
  )
  const stop = () => {
    void sandbox.stop().then(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
