import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isNativeError } from 'node:util/types'
import { parse as parseEnv } from 'dotenv'
import { InvalidSettings, Mistake } from './mistake.js'

export type Environment = { readonly [name: string]: string | undefined }

/** The environment over what a `.env` file in `directory` says. */
export function readEnvironment(env: Environment, directory: string): Environment {
  try {
    return { ...parseEnv(readFileSync(resolve(directory, '.env'))), ...env }
  } catch (error) {
    if (isNativeError(error) && 'code' in error && error.code === 'ENOENT') return env
    throw error
  }
}

/** Reads settings out of the environment and gathers every mistake, each with the setting's name. Empty is not set. */
export class EnvironmentReader {
  readonly mistakes: string[] = []

  constructor(private readonly env: Environment) {}

  isSet(name: string): boolean {
    return this.env[name] !== undefined && this.env[name] !== ''
  }

  read<T>(name: string, fallback: T, parse: (text: string) => T | Mistake): T {
    const text = this.env[name]
    if (text === undefined || text === '') return fallback
    const parsed = parse(text)
    if (!(parsed instanceof Mistake)) return parsed
    this.mistakes.push(`${name} ${parsed.text}`)
    return fallback
  }

  text<F extends string | null>(name: string, fallback: F, rule?: RegExp, what = ''): string | F {
    return this.read<string | F>(name, fallback, value =>
      !rule || rule.test(value) ? value : new Mistake(what)
    )
  }

  /** @throws InvalidSettings */
  done<T>(settings: T): T {
    if (this.mistakes.length > 0) throw new InvalidSettings(this.mistakes)
    return settings
  }
}

export function parsePort(value: string): number | Mistake {
  const port = Number(value)
  return /^\d+$/.test(value) && port <= 65_535 ? port : new Mistake('must be a port, 0 to 65535')
}
