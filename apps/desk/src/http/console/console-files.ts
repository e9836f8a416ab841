import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const types: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png'
}

export interface ConsoleFile {
  readonly type: string
  readonly bytes: Buffer
  readonly gzipped: Buffer
  /** Another content has another name. */
  readonly isHashed: boolean
}

/** The console as it was built, by path below /console; the page itself under the empty one. */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>

/** `npm run build` puts it there. */
const built = fileURLToPath(new URL('../../../../../console/', import.meta.url))

/** Empty where it was not built. All of it is held: it is small, and what is not in it can't be asked for. */
export function readConsoleFiles(directory = built): ConsoleFiles {
  if (!existsSync(join(directory, 'index.html'))) return new Map()
  const found = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(file => file.isFile())
  return new Map(
    found.map(({ parentPath, name }) => {
      const path = relative(directory, join(parentPath, name)).split(sep).join('/')
      const bytes = readFileSync(join(parentPath, name))
      const type = types[extname(name)] ?? 'application/octet-stream'
      const isHashed = /-[\w-]{8,}\.\w+$/.test(name)
      return [path === 'index.html' ? '' : path, { type, bytes, gzipped: gzipSync(bytes), isHashed }]
    })
  )
}
