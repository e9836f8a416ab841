import { isJsonObject, type Json } from '#kernel'
import { isWebAddress } from '../template/markup.js'
import { type Field, list, problem, text } from './fields.js'

/** `en`, `ru`, `pt-br`: as Telegram tells a customer's, in lower case. */
const language = /^[a-z]{2,3}(-[a-z0-9]{2,8})?$/

export const languageCode: Field = {
  schema: { type: 'string', pattern: language.source },
  check: (value, at) =>
    typeof value === 'string' && language.test(value)
      ? []
      : [problem(at, 'invalid', 'must be a language, e.g. en or pt-br')]
}

/** A text in one language or more. */
export function byLanguage(max: number): Field {
  const one = text(1, max)
  return {
    schema: {
      type: 'object',
      additionalProperties: one.schema,
      propertyNames: languageCode.schema,
      minProperties: 1,
      maxProperties: 20
    },
    check(value, at) {
      if (!isJsonObject(value)) return [problem(at, 'type', 'must be an object of texts by language')]
      const given = Object.entries(value)
      if (given.length < 1 || given.length > 20)
        return [problem(at, 'invalid', 'must have a text in 1 to 20 languages')]
      return given.flatMap(([name, said]) => {
        const pointer = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
        const ofName = languageCode.check(name, pointer)
        return ofName.length > 0 ? ofName : one.check(said, pointer)
      })
    }
  }
}

/** The same, or no text at all. */
export const byLanguageOrNone = (max: number): Field => {
  const some = byLanguage(max)
  const { minProperties: _, ...schema } = some.schema
  return {
    schema,
    check: (value, at) =>
      isJsonObject(value) && Object.keys(value).length === 0 ? [] : some.check(value, at)
  }
}

/** Of a published body: texts by language, in the order in which they were given. */
export const textsIn = (given: Json | undefined): { readonly [language: string]: string } =>
  Object.fromEntries(
    Object.entries(isJsonObject(given) ? given : {}).flatMap(([language, said]) =>
      typeof said === 'string' ? [[language, said]] : []
    )
  )

export const webAddress: Field = {
  schema: { type: 'string', maxLength: 2000 },
  check: (value, at) =>
    typeof value === 'string' && isWebAddress(value)
      ? []
      : [problem(at, 'invalid', 'must be an address that begins with http:// or https://')]
}

export const texts = (max: number, length: number, of: string): Field => list(text(1, length), { max, of })
