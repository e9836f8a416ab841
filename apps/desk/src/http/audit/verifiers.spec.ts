import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { unzipSync, zipSync } from 'fflate'
import { exitCodeOf, parseVkey, verifyBundle } from '#audit'
import { ticketIdText } from '#kernel'
import { startTestApi, testKey } from '../testing.js'

const second = fileURLToPath(new URL('../../../../../tools/verify_bundle.py', import.meta.url))
/** Runs the second verifier over each path that it reads, in a process that is started once. */
const many = `
import sys, io, contextlib
code = compile(open(${JSON.stringify(second)}).read(), "verify_bundle.py", "exec")
for path in sys.stdin:
    sys.argv, answer, out = ["verify_bundle.py", path.strip(), sys.argv[-1]], None, io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try: exec(code, {})
        except SystemExit as end: answer = end.code
        except BaseException as error: answer = repr(error)
    print(answer, flush=True)
`
type Files = Record<string, Uint8Array>

const odd = [
  'null',
  'true',
  '0',
  '1',
  '1.0',
  '-1',
  '0.5',
  '1e3',
  '[]',
  '{}',
  '""',
  '"x"',
  '[["a"]]',
  '1e999',
  'NaN'
]
const signs = [
  '"',
  '0',
  '\n',
  '\r',
  '\0',
  '{',
  ']',
  'é',
  '\u0085',
  '\ufeff',
  '=',
  '+',
  '—',
  '\\ud800',
  '\\u0000'
]
const names = [
  'bundle.json',
  'checkpoint.txt',
  'heads.ndjson',
  'personal.ndjson',
  'proofs/1.tlog-proof',
  'records.ndjson'
]
const values = /:\s*("(?:[^"\\]|\\.)*"|-?\d+|null|true|false)/g
const members = /"\w+":\s*("(?:[^"\\]|\\.)*"|-?\d+|null|true|false),?/g

/** One change of a file's text, wherever the numbers say. */
const changes: readonly ((text: string, at: number, what: number) => string)[] = [
  (text, at, what) =>
    text.slice(0, at % text.length) + signs[what % signs.length] + text.slice(at % text.length),
  (text, at, what) => text.slice(0, at % text.length) + text.slice((at % text.length) + 1 + (what % 3)),
  (text, at, what) => {
    const lines = text.split('\n')
    return lines
      .toSpliced(at % lines.length, what % 2, ...(what % 3 ? [lines[what % lines.length] ?? ''] : []))
      .join('\n')
  },
  (text, at, what) =>
    replacedIn(text, values, at, found => found.replace(/[^:\s].*$/s, odd[what % odd.length] ?? '')),
  (text, at, what) =>
    replacedIn(text, members, at, found => (what % 2 ? '' : `${found.replace(/,?$/, ',')}${found}`))
]

function replacedIn(text: string, form: RegExp, at: number, change: (found: string) => string): string {
  const found = [...text.matchAll(form)]
  const [whole, place] = [found[at % found.length]?.[0], found[at % found.length]?.index]
  if (whole === undefined || place === undefined) return text
  return text.slice(0, place) + change(whole) + text.slice(place + whole.length)
}

describe('the two verifiers of bundles', () => {
  const directory = mkdtempSync(join(tmpdir(), 'verifiers-'))
  const path = join(directory, 'bundle.zip')
  let sound: Files
  let vkey: string
  beforeAll(async () => {
    const api = await startTestApi()
    const ticket = await api.customerWrites(1, 'Where is my parcel?', { name: 'Anna' })
    await api.customerWrites(1, 'It is late')
    await api.settled()
    const bundle = `${api.url}/api/v1/tickets/${ticketIdText(ticket)}/audit-bundle?personal=true`
    const response = await fetch(bundle, { headers: { Authorization: `Bearer ${testKey}` } })
    sound = unzipSync(new Uint8Array(await response.arrayBuffer()))
    vkey =
      Buffer.from(sound['keys.txt'] ?? [])
        .toString()
        .split('\n')[0] ?? ''
    await api.stop()
  })
  afterAll(() => rmSync(directory, { recursive: true }))

  it('agree on every bundle, whatever was changed in it', async () => {
    const python = spawn('python3', ['-c', many, vkey], { stdio: ['pipe', 'pipe', 'inherit'] })
    const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
    const key = parseVkey(vkey)
    const change = fc.tuple(
      fc.constantFrom(...names),
      fc.nat({ max: changes.length - 1 }),
      fc.nat(),
      fc.nat()
    )
    const gone = fc.option(fc.nat(), { freq: 6 })
    const tally = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), gone, async (all, lost) => {
        const files = { ...sound }
        for (const [name, kind, at, what] of all) {
          const text = Buffer.from(files[name] ?? []).toString()
          files[name] = Buffer.from(text === '' ? '' : (changes[kind]?.(text, at, what) ?? ''))
        }
        const names = Object.keys(files)
        if (lost !== null) delete files[names[lost % names.length] ?? '']
        const own = exitCodeOf(verifyBundle(new Map(Object.entries(files)), [key]).findings)
        writeFileSync(path, zipSync(files, { level: 0 }))
        python.stdin.write(`${path}\n`)
        expect((await answers.next()).value).toBe(String(own))
        tally.set(own, (tally.get(own) ?? 0) + 1)
      }),
      { seed: 20, numRuns: 250 }
    )
    python.stdin.end()
    // Also some that say the same in other words.
    expect([...tally.keys()].sort()).toEqual(expect.arrayContaining([0, 1, 3]))
  })
})
