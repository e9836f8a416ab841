import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'

const root = new URL('../../', import.meta.url)
const text = readFileSync(new URL('docs/guarantees.md', root), 'utf8')
const proofs = [...text.matchAll(/`([\w./-]+\.ts) › ([^`]+)`/g)].map(([, file = '', title = '']) => ({
  file,
  title
}))

describe('docs/guarantees.md', () => {
  it('names for every promise at least one test', () => {
    const promises = text.split('\n').filter(line => line.startsWith('**'))
    const unproven = promises.filter(promise => {
      const next = text.slice(text.indexOf(promise) + promise.length).trimStart()
      return !next.startsWith('- `')
    })
    expect(promises.length).toBeGreaterThan(20)
    expect(unproven).toEqual([])
  })

  it('names tests that there are', () => {
    const missing = proofs.filter(({ file, title }) => {
      const at = new URL(file, root)
      return !existsSync(at) || !readFileSync(at, 'utf8').includes(title)
    })
    expect(missing).toEqual([])
  })
})
