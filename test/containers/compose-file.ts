import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { parse } from 'yaml'

export const root = new URL('../../', import.meta.url)
export const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8')

export interface Service {
  readonly image: string
  readonly build?: string
  readonly command?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly environment?: Readonly<Record<string, string | null>>
  readonly healthcheck?: { readonly test?: readonly string[] }
  readonly profiles?: readonly string[]
  readonly user?: string
  readonly volumes?: readonly { readonly source: string; readonly target: string }[]
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

export const variable = /\$\{(\w+):([?-])([^}]*)\}/g

/** docker-compose.yml as Compose reads it with these variables. @throws with the file's own message where one is missing */
export function composeFile(env: Readonly<Record<string, string>>): ComposeFile {
  const text = textOf('docker-compose.yml').replace(
    variable,
    (_all, name: string, how: string, word: string) => {
      const value = env[name]
      if (value !== undefined && value !== '') return value
      if (how === '?') throw new Error(word)
      return word
    }
  )
  return parse(text, { merge: true })
}

/** `.env` as somebody fills it in who follows `.env.example`. */
export function filledIn(): Record<string, string> {
  const asked = Object.keys(parseEnv(textOf('.env.example')))
  const env = Object.fromEntries(asked.map((name, i) => [name, `${i}`.repeat(8) + 'f'.repeat(56)]))
  return {
    ...env,
    DESK_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    TELEGRAM_BOT_TOKEN: '1234:test'
  }
}

export const clusterEnv = (): Record<string, string> => {
  const { ...env } = parseEnv(textOf('docker/cluster.env'))
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value ?? '']))
}
