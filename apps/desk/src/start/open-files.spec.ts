import { describe, expect, it } from '@jest/globals'
import { fewOpenFiles, openFilesLimit } from './open-files.js'

describe('the limit of open files', () => {
  it('is told at the start with the remedy where it is low, and only there', () => {
    expect(fewOpenFiles(64)).toMatch(/only 64 files .* 1024 .*ulimit -n/)
    expect([fewOpenFiles(1024), fewOpenFiles(undefined)]).toEqual([undefined, undefined])
  })

  it('is known of this process', () => {
    const limit = openFilesLimit()
    if (process.platform === 'win32') expect(limit).toBeUndefined()
    else expect(limit).toBeGreaterThan(0)
  })
})
