import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'
import { readConsoleFiles } from './console-files.js'

describe('The console’s files', () => {
  let api: TestApi
  let directory: string
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'console-'))
    mkdirSync(join(directory, 'assets'))
    writeFileSync(join(directory, 'index.html'), '<!doctype html><p>The console</p>')
    writeFileSync(join(directory, 'assets', 'main-BX3kq_1z.js'), 'export {}')
    api = await startTestApi({ console: readConsoleFiles(directory) })
  })
  afterAll(async () => {
    await api.stop()
    rmSync(directory, { recursive: true })
  })

  it('are the page, never kept without asking, under a policy that allows its own alone', async () => {
    for (const path of ['/console', '/console/']) {
      const { status, headers, body } = await api.get(path, {
        Authorization: '',
        'Sec-Fetch-Site': 'cross-site'
      })
      expect([status, body]).toEqual([200, '<!doctype html><p>The console</p>'])
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(headers.get('cache-control')).toBe('no-cache')
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
      )
    }
  })

  it('are kept for ever where their name has a hash', async () => {
    const { status, headers, body } = await api.get('/console/assets/main-BX3kq_1z.js', { Authorization: '' })
    expect([status, body]).toEqual([200, 'export {}'])
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(headers.get('cache-control')).toBe('max-age=31536000, immutable')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('are nothing else: 404, whatever is asked for below', async () => {
    for (const path of [
      'tickets',
      'index.html',
      'assets',
      '..%2f..%2fpackage.json',
      'assets/%2e%2e/x',
      '%ff'
    ]) {
      const { status } = await api.get(`/console/${path}`)
      expect([path, [400, 404].includes(status)]).toEqual([path, true])
    }
  })
})

it('a desk without a built console says so', async () => {
  const api = await startTestApi()
  const { status, body } = await api.get('/console')
  expect([status, body.detail]).toEqual([404, 'there is no such console here: it was not built'])
  await api.stop()
})
