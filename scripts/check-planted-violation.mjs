// A rule that finds nothing may be a rule that looks nowhere: plant imports in the wrong direction and a circle of types
// alone, and expect them to be found.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'

const processes = 'libs/processes/src'
const planted = [
  {
    file: 'libs/domain/src/planted-violation.ts',
    source: "import { createServer } from 'node:http'\nimport '#event-log'\nexport { createServer }\n",
    rules: ['domain-imports', 'domain-is-pure']
  },
  {
    file: 'libs/domain/src/planted-hen.ts',
    source: "import type { Egg } from './planted-egg.js'\nexport type Hen = { readonly from?: Egg }\n",
    // A circle is told once, by one of its files.
    rules: []
  },
  {
    file: 'libs/domain/src/planted-egg.ts',
    source: "import type { Hen } from './planted-hen.js'\nexport type Egg = { readonly of?: Hen }\n",
    rules: ['no-circular']
  },
  {
    file: `${processes}/dispatch/planted-violation.ts`,
    source: "import '#telegram'\nimport '../delivery/index.js'\n",
    rules: ['dispatch-knows-no-telegram']
  },
  {
    file: `${processes}/intake/planted-violation.ts`,
    source: "import '../directories/staff-groups.js'\n",
    rules: ['a-process-has-one-door']
  },
  {
    file: `${processes}/delivery/planted-violation.ts`,
    source: "import './outbox/lane.js'\n",
    rules: ['a-part-of-delivery-has-one-door']
  },
  {
    file: `${processes}/delivery/outbox/planted-violation.ts`,
    source: "import '../compose/card.js'\n",
    rules: ['a-part-of-delivery-has-one-door', 'outbox-of-delivery-knows-what-is-before-it']
  },
  {
    file: 'apps/deskctl/src/planted-violation.ts',
    source: "import '../../desk/src/start/settings.js'\n",
    rules: ['an-app-is-entered-by-its-own-door']
  }
]

for (const { file, source } of planted) writeFileSync(file, source)
try {
  const where = ['libs/domain', 'libs/processes', 'apps/deskctl']
  const run = spawnSync('npx', ['depcruise', '--output-type', 'json', ...where], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    shell: process.platform === 'win32'
  })
  const { violations } = JSON.parse(run.stdout).summary
  for (const { file, rules } of planted) {
    for (const rule of rules) {
      if (violations.some(({ from, rule: broken }) => from === file && broken.name === rule)) continue
      process.stderr.write(`the violation planted in ${file} was not found by ${rule}\n`)
      process.exitCode = 1
    }
  }
} finally {
  for (const { file } of planted) rmSync(file)
}
