import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { makeDirectory } from './data-directory.js'

describe('the data directory', () => {
  it('is made with the folders above it', () => {
    const directory = mkdtempSync(join(tmpdir(), 'topicdesk-'))
    makeDirectory(join(directory, 'a', 'b'))
    makeDirectory(join(directory, 'a', 'b'))
    expect(existsSync(join(directory, 'a', 'b'))).toBe(true)
    rmSync(directory, { recursive: true })
  })

  it('is refused at once, with its name, where none can be made', () => {
    expect(() => makeDirectory('/proc/topicdesk/data')).toThrow(/\/proc/)
  })
})
