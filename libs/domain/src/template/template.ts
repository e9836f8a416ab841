import { showsSomething } from '#kernel'
import { type Format, type MarkupProblem, type Piece, readMarkup, type TemplateFormat } from './markup.js'
import { isTemplateVariable, nearestVariable } from './variables.js'

/** A text that is to be filled in: read once, when it is published and when it is loaded. */
export interface Template {
  readonly pieces: readonly Piece[]
}

/** As Telegram takes it; offset and length in UTF-16 units. */
export type TextEntity = Format & { readonly offset: number; readonly length: number }

export interface Rendered {
  readonly text: string
  readonly entities: readonly TextEntity[]
  /** Variables without a value and without a default, each once. */
  readonly missing: readonly string[]
}

export type Values = { readonly [variable: string]: string | null | undefined }

/** What is wrong with a text as a template, in words. */
export interface TemplateProblem {
  readonly code: string
  readonly message: string
}

export function readTemplate(
  text: string,
  format: TemplateFormat
): { readonly template: Template } | { readonly problem: TemplateProblem } {
  const read = readMarkup(text, format)
  if ('problem' in read) return { problem: inWords(read.problem) }
  for (const piece of read.pieces) {
    if (piece.kind !== 'variable' || isTemplateVariable(piece.name)) continue
    return {
      problem: {
        code: 'unknown_variable',
        message: `has the variable ${piece.name.slice(0, 100)}, which is not known: the nearest is ${nearestVariable(piece.name)}`
      }
    }
  }
  return { template: { pieces: read.pieces } }
}

/**
 * The text with the values in it, as they are: a value is never read as markup or as a variable. Entities lie where the
 * values have moved them to. A format around nothing is left out.
 */
export function render({ pieces }: Template, values: Values): Rendered {
  let text = ''
  const missing = new Set<string>()
  const open: { readonly format: Format; readonly offset: number }[] = []
  const entities: TextEntity[] = []
  for (const piece of pieces) {
    switch (piece.kind) {
      case 'text':
        text += piece.text
        break
      case 'variable': {
        const value = valueIn(values, piece.name) ?? piece.fallback
        if (value === undefined) missing.add(piece.name)
        text += value ?? ''
        break
      }
      case 'open':
        open.push({ format: piece.format, offset: text.length })
        break
      case 'close': {
        const { format, offset } = open.pop() ?? { format: undefined, offset: 0 }
        const length = text.length - offset
        if (format && length > 0) entities.push({ ...format, offset, length })
      }
    }
  }
  entities.sort((one, other) => one.offset - other.offset || other.length - one.length)
  return { text, entities, missing: [...missing] }
}

/** A value that shows nothing is none; halves of characters would not survive the way to Telegram. */
function valueIn(values: Values, name: string): string | undefined {
  const value = Object.hasOwn(values, name) ? values[name]?.toWellFormed() : undefined
  return value !== undefined && showsSomething(value) ? value : undefined
}

function inWords({ code, at, what }: MarkupProblem): TemplateProblem {
  const where = `at ${at}`
  switch (code) {
    case 'variable':
      return {
        code,
        message: `has braces ${where} that are no variable: {{ name }} or {{ name | default: "text" }}`
      }
    case 'tag':
      return {
        code,
        message: `has ${what.slice(0, 100)} ${where}: allowed are b, i, u, s, code, pre, blockquote, tg-spoiler and <a href="…">; a bracket itself is &lt;`
      }
    case 'unclosed':
      return { code, message: `has ${what.slice(0, 100)} ${where}, which is not opened and closed in order` }
    case 'link':
      return { code, message: `has a link ${where} that is not http(s) with a host` }
    case 'nested':
      return { code, message: `has ${what.slice(0, 100)} ${where} in itself, in code or in pre` }
    case 'empty':
      return { code, message: 'has no text' }
  }
}
