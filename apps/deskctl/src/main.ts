import { systemClock } from '#kernel'
import { runDeskctl } from './run.js'

// A reader that has seen enough (`| head`) is no failure; the write that fails tells it, too.
process.stdout.on('error', () => undefined)

const { env, stdin, stdout, stderr } = process
process.exitCode = await runDeskctl(process.argv.slice(2), {
  env,
  cwd: process.cwd(),
  stdin,
  stdout,
  stderr,
  clock: systemClock
})
