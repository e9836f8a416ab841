import { lookup as systemLookup } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export type Found = readonly { readonly address: string; readonly family: number }[]
/** Every address of a name. */
export type LookUp = (hostname: string) => Promise<Found>

const tries = { timeout: 2000, maxTimeout: 2000, tries: 2 }
/** What the other family still has to come in, once one has an address (RFC 8305). */
const graceMs = 100
/** The name server says that there is none, or there is no name server. */
const unknown: readonly string[] = ['ENOTFOUND', 'ENODATA', 'ECONNREFUSED', 'EBADNAME']

const bySystem: LookUp = hostname =>
  new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true, verbatim: true }, (error, found) =>
      error ? reject(error) : resolve(found)
    )
  })

/**
 * In the order of the system: its file of hosts, its name servers, and what else it knows, as search domains. A look-up by
 * the system holds a thread for as long as a name server hangs, and there are few, that files need too. So the name servers
 * are asked here, without one, and the system only for what they don't know, one name at a time.
 */
export function createLookUp({
  servers,
  hosts = '/etc/hosts',
  system = bySystem
}: {
  /** For tests. */
  readonly servers?: readonly string[]
  readonly hosts?: string
  readonly system?: LookUp
} = {}): { readonly lookUp: LookUp; close(): void } {
  const asking = new Set<Resolver>()
  const atSystem = new Map<string, Promise<Found>>()
  let last: Promise<unknown> = Promise.resolve()

  function bySystemInTurn(name: string): Promise<Found> {
    const asked = atSystem.get(name)
    if (asked) return asked
    const found = last.then(() => system(name)).finally(() => atSystem.delete(name))
    atSystem.set(name, found)
    last = found.catch(() => {})
    return found
  }

  async function lookUp(hostname: string): Promise<Found> {
    const name = hostname.toLowerCase().replace(/\.$/, '')
    const own = await inFile(hosts, name)
    if (own.length > 0) return own
    // As the name servers are now: they may change while the desk runs.
    const resolver = new Resolver(tries)
    if (servers) resolver.setServers(servers)
    asking.add(resolver)
    try {
      const v4 = resolver.resolve4(hostname).then(of(4))
      const v6 = resolver.resolve6(hostname).then(of(6))
      const both = Promise.allSettled([v4, v6])
      const found = await foundIn(v4, v6, both)
      if (found.length > 0) return found
      for (const answer of await both)
        if (answer.status === 'rejected' && !unknown.includes(answer.reason?.code)) throw answer.reason
    } finally {
      // Whatever has not come is waited for no longer.
      resolver.cancel()
      asking.delete(resolver)
    }
    return bySystemInTurn(hostname)
  }

  return {
    lookUp,
    /** What is under way fails. */
    close() {
      for (const resolver of asking) resolver.cancel()
    }
  }
}

const of =
  (family: number) =>
  (found: readonly string[]): Found =>
    found.map(address => ({ address, family }))

/** All that came: where one family has an address, a name server that is silent about the other holds nobody up. */
async function foundIn(v4: Promise<Found>, v6: Promise<Found>, both: Promise<unknown>): Promise<Found> {
  const came: Found[] = []
  const arrived = [v4, v6].map(async (asked, at) => {
    came[at] = await asked
  })
  await Promise.any(arrived).catch(() => {})
  const grace = new AbortController()
  await Promise.race([both, sleep(graceMs, undefined, { signal: grace.signal }).catch(() => {})])
  grace.abort()
  return came.flat()
}

/** Where there is no such file, nothing stands in it. */
async function inFile(path: string, name: string): Promise<Found> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.split('\n').flatMap(line => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    const family = isIP(address)
    return family > 0 && names.some(one => one.toLowerCase() === name) ? [{ address, family }] : []
  })
}
