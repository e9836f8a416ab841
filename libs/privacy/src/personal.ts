import type { JsonObject, Personal } from '#kernel'

const contents = new WeakMap<Personal, JsonObject>()

/** Wraps personal data so that domain code can carry it but not read it. */
export function conceal(value: JsonObject): Personal {
  const token = Object.freeze({}) as Personal
  contents.set(token, value)
  return token
}

/** Opens what `conceal` wrapped. */
export function reveal(personal: Personal): JsonObject {
  const value = contents.get(personal)
  if (!value) throw new Error('not made by conceal()')
  return value
}
