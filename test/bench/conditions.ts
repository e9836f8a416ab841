import { execFileSync } from 'node:child_process'
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { Latencies, type Percentiles } from './latencies.js'

/** What a figure means nothing without. */
export interface Conditions {
  readonly date: string
  readonly commit: string
  readonly quick: boolean
  readonly node: string
  readonly platform: string
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  /** Of the last minute: above 0.5 somebody else was at work. */
  readonly load: number
  /** Of the disk that holds the stores measured. */
  readonly fsync: Percentiles
}

export function measureConditions(directory: string, quick: boolean): Conditions {
  const [load] = loadavg()
  return {
    date: new Date().toISOString(),
    commit: commit(),
    quick,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: Math.round((load ?? 0) * 100) / 100,
    fsync: measureFsync(directory, quick ? 200 : 1000)
  }
}

/** One append of 4 KiB and its fsync after another, to a file that grows. */
function measureFsync(directory: string, times: number): Percentiles {
  const file = openSync(join(directory, 'fsync'), 'w')
  const block = Buffer.alloc(4096, 1)
  const latencies = new Latencies()
  for (let i = 0; i < times; i++) {
    const before = performance.now()
    writeSync(file, block)
    fsyncSync(file)
    latencies.add(performance.now() - before)
  }
  closeSync(file)
  return latencies.summary()
}

function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', 'apps', 'libs', 'test') !== ''
    return git('rev-parse', '--short=12', 'HEAD') + (changed ? ' with changes' : '')
  } catch {
    return 'unknown'
  }
}
