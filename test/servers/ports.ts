import { randomInt } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/**
 * Free a moment ago, and below those that the system gives to outgoing connections: a server that is killed finds its port
 * free again when it is started anew.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    const server = createServer()
    const free = await new Promise<boolean>(resolve => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!free) continue
    await new Promise(resolve => server.close(resolve))
    return port
  }
}

export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) ports.add(await freePort())
  return [...ports]
}

/** Free ones at the first time, then always the same: whoever was given an address finds the servers there again. */
export async function keptPorts(dir: string, count: number): Promise<number[]> {
  const file = join(dir, 'ports.json')
  mkdirSync(dir, { recursive: true })
  if (existsSync(file)) {
    const ports: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (Array.isArray(ports) && ports.length === count) return ports.map(Number)
    throw new Error(`${file} does not name ${count} ports: take another folder`)
  }
  const ports = await freePorts(count)
  writeFileSync(file, JSON.stringify(ports))
  return ports
}
