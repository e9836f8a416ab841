import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

/** Every file and folder of the product, folders with a slash at the end. */
const there = ['apps', 'libs', 'test'].flatMap(top =>
  readdirSync(new URL(`${top}/`, root), { recursive: true, withFileTypes: true }).map(entry => {
    const parent = entry.parentPath.slice(root.pathname.length)
    return `${parent.replace(/\/$/, '')}/${entry.name}${entry.isDirectory() ? '/' : ''}`
  })
)
const named = (text: string) =>
  [...text.matchAll(/`([A-Za-z][\w./-]*(?:\.ts|\/))`/g)].map(([, name = '']) => name)

describe('docs/tour.md', () => {
  it('names files and folders that there are, the short names below a folder that it names', () => {
    const names = named(read('docs/tour.md'))
    const whole = names.filter(name => /^(apps|libs|test)\//.test(name))
    const folders = whole.map(name => name.replace(/[^/]*$/, ''))
    const isThere = (name: string) =>
      there.includes(name) ||
      there.some(
        path => path.endsWith(`/${name}`) && folders.some(folder => path.startsWith(outermost(folder)))
      )
    expect(names.length).toBeGreaterThan(60)
    expect(names.filter(name => !isThere(name))).toEqual([])
  })

  it('shows every process, and the map in README.md every lib', () => {
    const folders = readdirSync(new URL('libs/processes/src/', root), { withFileTypes: true })
    const processes = folders.filter(entry => entry.isDirectory()).map(({ name }) => name)
    const tour = read('docs/tour.md')
    const isShown = (name: string) => named(tour).some(path => path.includes(`${name}/`))
    expect(processes.filter(name => !isShown(name))).toEqual([])
    const map = read('README.md').split('## Map')[1] ?? ''
    const libs = readdirSync(new URL('libs/', root))
    expect(libs.filter(name => !map.includes(`\`${name}\``) && !map.includes(`\`libs/${name}\``))).toEqual([])
  })
})

/** `libs/processes/src/delivery/` → `libs/processes/`: short names are said of the lib or app that is spoken of. */
const outermost = (folder: string): string => folder.split('/').slice(0, 2).join('/')
