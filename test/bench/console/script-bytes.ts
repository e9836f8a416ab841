import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const assets = fileURLToPath(new URL('../../../console/assets/', import.meta.url))

/** Bytes of the built console's script as the desk sends it, compressed: what everybody loads, Russian, charts. */
export function scriptBytes(): Record<'english' | 'russian' | 'charts', number> {
  const bytes = { english: 0, russian: 0, charts: 0 }
  for (const name of readdirSync(assets)) {
    if (!name.endsWith('.js')) continue
    const of = name.startsWith('uPlot') ? 'charts' : name.startsWith('russian-') ? 'russian' : 'english'
    bytes[of] += gzipSync(readFileSync(`${assets}${name}`)).length
  }
  return bytes
}
