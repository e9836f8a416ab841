import { checkedJson } from './utf8.js'

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json | undefined }
export type JsonRecord = { [name: string]: Json | undefined }

export interface UploadedFile {
  name: string
  type: string
  content: Buffer
}

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)

/** The parameters of one call, however they came: JSON, form fields or a query. Telegram takes each in any spelling. */
export class Params {
  readonly #read = new Set<string>()

  constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    private readonly files: ReadonlyMap<string, UploadedFile> = new Map()
  ) {}

  raw(name: string): unknown {
    this.#read.add(name)
    return this.values[name]
  }

  /** What came and was asked for by nobody so far. */
  unread(): string[] {
    return [...Object.keys(this.values), ...this.files.keys()].filter(name => !this.#read.has(name))
  }

  has(name: string): boolean {
    const value = this.raw(name)
    return value !== undefined && value !== null && value !== ''
  }

  file(name: string): UploadedFile | undefined {
    this.#read.add(name)
    return this.files.get(name)
  }

  text(name: string): string | undefined {
    const value = this.raw(name)
    if (value === undefined || value === null) return undefined
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }

  /** A whole number, or undefined when absent or not one. */
  int(name: string): number | undefined {
    const value = this.raw(name)
    if (isWhole(value)) return value
    if (typeof value !== 'string' || !/^[+-]?\d{1,16}$/.test(value.trim())) return undefined
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : undefined
  }

  number(name: string): number | undefined {
    const value = Number(this.has(name) ? this.raw(name) : Number.NaN)
    return Number.isFinite(value) ? value : undefined
  }

  flag(name: string): boolean {
    const value = String(this.raw(name) ?? '').toLowerCase()
    return value === 'true' || value === 'yes' || value === '1'
  }

  /** A structured parameter: sent as JSON text in forms, as it is in JSON bodies. */
  json(name: string, what: string): unknown {
    const value = this.raw(name)
    if (value === undefined || value === null || value === '') return undefined
    if (typeof value !== 'string') return value
    return checkedJson(value, `can't parse ${what} JSON object`)
  }

  /** For the log of calls: what was asked, files by name only. */
  plain(): Record<string, unknown> {
    const shown: Record<string, unknown> = { ...this.values }
    for (const [name, file] of this.files) shown[name] = `(file ${file.name}, ${file.content.length} bytes)`
    return shown
  }
}
