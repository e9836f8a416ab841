import { readFile } from 'node:fs/promises'
import { isJsonObject, type JsonObject } from '#kernel'
import { Failure, messageOf } from './failure.js'

/** A document in a file. @throws Failure */
export async function draftIn(file: string): Promise<JsonObject> {
  try {
    const draft: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (isJsonObject(draft)) return draft
  } catch (error) {
    throw new Failure(`${file}: ${messageOf(error)}`)
  }
  throw new Failure(`${file} does not hold one JSON object`)
}
