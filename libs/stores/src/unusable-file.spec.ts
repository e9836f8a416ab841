import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { makeDirectory, masterKeyOf, UnusableFile } from './index.js'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'topicdesk-unusable-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const refusal = (work: () => unknown): string => {
  try {
    work()
    return 'it worked'
  } catch (error) {
    expect(error).toBeInstanceOf(UnusableFile)
    return String(error)
  }
}

describe('A start that fails by a file', () => {
  it('says path, cause and remedy of a folder that can not be made', () => {
    writeFileSync(join(directory, 'data'), '')
    expect(refusal(() => makeDirectory(join(directory, 'data', 'desk')))).toMatch(
      /can't make the folder .*data\/desk \(.*ENOTDIR.*\): the one above it must be writable/
    )
  })

  it('says path, cause and remedy of a master key that can not be made or read', () => {
    expect(refusal(() => masterKeyOf(null, join(directory, 'none')))).toMatch(
      /can't make .*none\/master\.key \(.*ENOENT.*\): its folder must be writable/
    )
    mkdirSync(join(directory, 'master.key'))
    expect(refusal(() => masterKeyOf(null, directory))).toMatch(
      /can't read .*master\.key \(.*EISDIR.*\): it must belong to the user/
    )
  })
})
