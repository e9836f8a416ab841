import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      return server
    })
  )
  const ports = servers.map(server => {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return address.port
  })
  await Promise.all(servers.map(server => once(server.close(), 'close')))
  return ports
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
