import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The page's files are not compiled: they are found from the sources and from dist alike. */
function find(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    for (const place of ['page', 'apps/sandbox/page']) {
      const page = join(folder, place)
      if (existsSync(join(page, 'index.html'))) return page
    }
    const parent = dirname(folder)
    if (parent === folder) throw new Error('The sandbox cannot find its page')
    folder = parent
  }
}

export const pageDirectory = find()
