// Compiles the desk, then the types of its API, then the console, which goes by them: all into dist.
import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'

const steps = [
  ['npx', ['nest', 'build', 'desk']],
  [process.execPath, ['scripts/build-client.mjs']],
  ['npx', ['vite', 'build', 'apps/console', '--logLevel', 'warn']]
]

/** Undefined; or what the step that failed has said. */
export async function build() {
  for (const [command, args] of steps) {
    const { status, stdout, stderr } = spawnSync(command, args, {
      encoding: 'utf8',
      shell: process.platform === 'win32'
    })
    if (status !== 0) return `${stdout}${stderr}`
  }
  return undefined
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const failed = await build()
  if (failed !== undefined) {
    process.stderr.write(failed)
    process.exitCode = 1
  }
}
