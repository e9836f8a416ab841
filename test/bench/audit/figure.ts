import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseVkey, verifyBundle, vkeyOf } from '#audit'
import { deskAudit } from '#domain'
import { systemClock } from '#kernel'
import { silentLogger } from '#observability'
import { Sealing } from '#processes'
import {
  AuditKeys,
  auditKeyPath,
  EnvironmentReader,
  openStores,
  readStoreSettings,
  type Stores
} from '#stores'
import { bundleFiles, proveTicket } from '../../../apps/desk/src/http/audit/bundle.js'
import { zipped } from '../../../apps/desk/src/http/audit/zipped.js'
import { auditPort } from '../../../apps/desk/src/workers/audit-port.js'
import { readBundle } from '../../../apps/deskctl/src/audit/read-bundle.js'
import type { Figure, Row } from '../figure.js'
import { append, fill, ticketOf } from './log.js'
import { sealingOfRelays } from './relays.js'
import { type Measured, measured } from './stretch.js'

const run = promisify(execFile)
const deskctl = fileURLToPath(new URL('../../../apps/deskctl/src/main.js', import.meta.url))
const python = fileURLToPath(new URL('../../../../tools/verify_bundle.py', import.meta.url))
const ofTicket = 200

/** Log, views, state and vault in files, as a desk has them. */
export const audit: Figure = {
  name: 'audit',
  async run(context) {
    const { quick, directory, say } = context
    const count = quick ? 50_000 : 1_000_000
    const dataDir = join(directory, 'audit')
    mkdirSync(dataDir)
    const from = new EnvironmentReader({ DESK_DATA_DIR: dataDir, TELEGRAM_BOT_TOKEN: '1:bench' })
    const stores = await openStores(from.done(readStoreSettings(from)), systemClock)
    await stores.begin()
    const { log } = stores
    const tickets = await fill(log, 0, count)
    const ticket = ticketOf(Math.floor(tickets / 2))
    await append(log, ticket, 20, ofTicket - 20)
    say(`${count} events are there`)
    const keys = new AuditKeys(auditKeyPath(null, dataDir))
    keys.make()
    const sealing = await sealingOver(stores, keys)
    const first = await measured(() => sealing.seal())
    await fill(log, tickets, 1000)
    const next = await measured(() => sealing.seal())
    say('sealed')
    const port = auditPort({ ...stores, keys, clock: systemClock, isShared: false }, () => sealing)
    const bundle = await measured(async () => {
      const proven = await proveTicket(port, ticket)
      const options = { exportedAt: 0, exportedBy: 'bench', personal: undefined, names: new Map() }
      return zipped(await bundleFiles(port, proven, options))
    })
    const file = join(dataDir, 'bundle.zip')
    writeFileSync(file, bundle.value)
    const [key] = port.keys((await port.origin()) ?? '')
    if (!key) throw new Error('there is no key')
    const vkey = vkeyOf(key)
    const ours = await measured(async () => {
      const { files } = readBundle(Buffer.from(bundle.value))
      const { findings } = verifyBundle(files, [parseVkey(vkey)])
      if (findings.length > 0) throw new Error(`the bundle is not sound: ${JSON.stringify(findings[0])}`)
    })
    const theirs = await measured(() => run('python3', [python, file, vkey]))
    await stores.close()
    const relays = await sealingOfRelays(context)
    const verify = await verifyAll(dataDir)
    const of = { events: count }
    const atMost = (limit: number) => ({ of: 'value' as const, bound: 'at_most' as const, limit })
    const spent = ({ cpuMs, longestMs }: Measured<unknown>) => ({
      ...of,
      'processor ms': round(cpuMs),
      'longest stretch ms': round(longestMs)
    })
    const rows: Row[] = [
      {
        figure: 'audit, processor time of a leaf',
        value: round((first.cpuMs * 1000) / count),
        unit: 'µs',
        details: of
      },
      {
        figure: 'audit, first seal of all',
        value: round(first.ms / 1000),
        unit: 's',
        details: spent(first)
      },
      {
        figure: 'audit, seal of 1,000 new events',
        value: round(next.ms),
        unit: 'ms',
        aim: atMost(150),
        details: spent(next)
      },
      {
        figure: `audit, bundle of ${ofTicket} events`,
        value: round(bundle.ms),
        unit: 'ms',
        aim: atMost(300),
        details: { ...spent(bundle), bytes: bundle.value.length }
      },
      { figure: 'audit, deskctl checks that bundle', value: round(ours.ms), unit: 'ms', details: of },
      { figure: 'audit, verify_bundle.py checks it', value: round(theirs.ms), unit: 'ms', details: of },
      {
        figure: 'audit, deskctl verify of the log',
        value: round(verify.ms / 1000),
        unit: 's',
        aim: atMost(20),
        details: { ...of, 'processor s': round(verify.value.cpuS), 'most MiB': verify.value.mib }
      },
      relays
    ]
    return rows
  }
}

async function sealingOver({ log, rawLog, readStore: store, state, vault, logId }: Stores, keys: AuditKeys) {
  return new Sealing({
    log,
    rawLog,
    store,
    state,
    salt: await vault.makeAuditSalt(logId ?? ''),
    keys: { signing: () => keys.signing(systemClock.now()), all: () => keys.all() },
    settings: async () => deskAudit(undefined),
    clock: systemClock,
    logger: silentLogger,
    fence: 1
  })
}

/** In a process of its own, which tells what it took at its end. */
async function verifyAll(dataDir: string) {
  const telling =
    'data:text/javascript,import{isMainThread}from"node:worker_threads";isMainThread&&process.on("exit",()=>{const{maxRSS,userCPUTime:u,systemCPUTime:s}=process.resourceUsage();' +
    'process.stderr.write(JSON.stringify({mib:Math.round(maxRSS/1024),cpuS:(u+s)/1e6}))})'
  return measured(async () => {
    const args = ['--no-warnings', '--import', telling, deskctl, 'verify', '--data-dir', dataDir, '--json']
    const { stdout, stderr } = await run(process.execPath, args, { env: { TELEGRAM_BOT_TOKEN: '1:bench' } })
    if (JSON.parse(stdout).ok !== true) throw new Error(`the log is not sound: ${stdout}`)
    return JSON.parse(stderr) as { readonly mib: number; readonly cpuS: number }
  })
}

const round = (value: number): number => Number(value.toPrecision(3))
