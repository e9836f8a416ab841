// A rule that finds nothing may be a rule that looks nowhere: plant an import in the wrong direction and expect it to be found.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'

const planted = 'libs/domain/src/planted-violation.ts'
writeFileSync(
  planted,
  "import { createServer } from 'node:http'\nimport '#event-log'\nexport { createServer }\n"
)
try {
  const run = spawnSync('npx', ['depcruise', 'libs/domain'], {
    encoding: 'utf8',
    shell: process.platform === 'win32'
  })
  const found = ['domain-imports', 'domain-is-pure'].filter(rule => !run.stdout.includes(rule))
  if (run.status === 0 || found.length > 0) {
    process.stderr.write(
      `the planted violation was not found by: ${found.join(', ')}\n${run.stdout}${run.stderr}`
    )
    process.exitCode = 1
  }
} finally {
  rmSync(planted)
}
