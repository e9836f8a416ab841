import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createLookUp, type Found, type LookUp } from './look-up.js'

const typeA = 1
const noError = 0x8180
const serverFailed = 0x8182
const noSuchName = 0x8183

/** Knows few names, holds back what it is asked of those that hang, and says of all others that there are none. */
class NameServer {
  readonly known = new Map<string, string>()
  readonly #socket: Socket = createSocket('udp4')
  #held: (() => void)[] = []
  asked: string[] = []
  fails = false
  /** Of names that begin so no question about IPv6 is answered, ever. */
  readonly silent = 'half'

  async listen(): Promise<string> {
    this.#socket.on('message', (question, from) => {
      const name = nameIn(question)
      this.asked.push(name)
      if (name.startsWith(this.silent) && typeIn(question) !== typeA) return
      const answer = () => this.#answer(question, name, from)
      if (name.startsWith('hangs')) this.#held.push(answer)
      else answer()
    })
    this.#socket.bind(0, '127.0.0.1')
    await once(this.#socket, 'listening')
    return `127.0.0.1:${this.#socket.address().port}`
  }

  answersAtLast(): void {
    for (const answer of this.#held.splice(0)) answer()
  }

  close(): void {
    this.#socket.close()
  }

  #answer(question: Buffer, name: string, { port, address }: RemoteInfo): void {
    const end = question.indexOf(0, 12) + 5
    const type = typeIn(question)
    const ip = this.known.get(name)
    const head = Buffer.from(question.subarray(0, end))
    head.writeUInt16BE(this.fails ? serverFailed : ip ? noError : noSuchName, 2)
    const isTold = ip !== undefined && type === typeA && !this.fails
    head.writeUInt16BE(isTold ? 1 : 0, 6)
    head.writeUInt32BE(0, 8)
    const record = Buffer.from([
      0xc0,
      0x0c,
      0,
      typeA,
      0,
      1,
      0,
      0,
      0,
      60,
      0,
      4,
      ...(ip ?? '').split('.').map(Number)
    ])
    this.#socket.send(isTold ? Buffer.concat([head, record]) : head, port, address)
  }
}

const typeIn = (question: Buffer): number => question.readUInt16BE(question.indexOf(0, 12) + 1)

function nameIn(question: Buffer): string {
  const labels: string[] = []
  for (let at = 12; question[at]; at += (question[at] ?? 0) + 1)
    labels.push(question.toString('latin1', at + 1, at + 1 + (question[at] ?? 0)))
  return labels.join('.').toLowerCase()
}

describe('A look-up', () => {
  let server: NameServer
  let folder: string
  let hosts: string
  let lookUp: LookUp
  let close: () => void
  const atSystem = new Map<string, PromiseWithResolvers<Found>>()
  const system: LookUp = name => {
    const found = Promise.withResolvers<Found>()
    atSystem.set(name, found)
    return found.promise
  }
  beforeEach(async () => {
    atSystem.clear()
    server = new NameServer()
    server.known.set('shop.test', '93.184.215.14')
    folder = mkdtempSync(join(tmpdir(), 'look-up-'))
    hosts = join(folder, 'hosts')
    writeFileSync(hosts, '127.0.0.1 localhost\n')
    const made = createLookUp({ servers: [await server.listen()], hosts, system })
    ;({ lookUp, close } = made)
  })
  afterEach(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })

  it('of names whose servers hang delays no other, and no file', async () => {
    const names = Array.from({ length: 40 }, (_, n) => `hangs-${n}.test`)
    for (const name of names) server.known.set(name, '93.184.215.15')
    const hanging = names.map(lookUp)
    expect(await lookUp('shop.test')).toEqual([{ address: '93.184.215.14', family: 4 }])
    expect(await readFile(hosts, 'utf8')).toBe(readFileSync(hosts, 'utf8'))
    expect(atSystem.size).toBe(0)
    server.answersAtLast()
    const late = await Promise.all(hanging)
    expect(late).toEqual(names.map(() => [{ address: '93.184.215.15', family: 4 }]))
  })

  it('of what no name server knows is the system’s, one name at a time, and delays none that they know', async () => {
    const first = lookUp('printer')
    const again = lookUp('printer')
    const second = lookUp('scanner')
    const of = async (name: string) => {
      for (;;) {
        const asked = atSystem.get(name)
        if (asked) return asked
        await new Promise(resolve => setTimeout(resolve, 2))
      }
    }
    const printer = await of('printer')
    expect(await lookUp('shop.test')).toEqual([{ address: '93.184.215.14', family: 4 }])
    expect([...atSystem.keys()]).toEqual(['printer'])
    printer.resolve([{ address: '10.0.0.7', family: 4 }])
    expect(await Promise.all([first, again])).toEqual(Array(2).fill([{ address: '10.0.0.7', family: 4 }]))
    ;(await of('scanner')).reject(new Error('there is none'))
    await expect(second).rejects.toThrow('there is none')
  })

  it('answers what came where the name server says nothing of the other family: it is asked no second time', async () => {
    server.known.set('half.test', '93.184.215.16')
    expect(await lookUp('half.test')).toEqual([{ address: '93.184.215.16', family: 4 }])
    expect(server.asked).toEqual(['half.test', 'half.test'])
  })

  it('of what stands in the file of hosts asks nobody, in whatever spelling', async () => {
    const lines = [
      '# 10.0.0.1 shop.test',
      '10.0.0.2\tother Shop.Test # ours',
      'fd00::2  shop.test',
      'x shop.test'
    ]
    writeFileSync(hosts, lines.join('\n'))
    for (const name of ['shop.test', 'SHOP.TEST', 'shop.test.'])
      expect(await lookUp(name)).toEqual([
        { address: '10.0.0.2', family: 4 },
        { address: 'fd00::2', family: 6 }
      ])
    expect(server.asked).toEqual([])
    rmSync(hosts)
    expect(await lookUp('shop.test')).toEqual([{ address: '93.184.215.14', family: 4 }])
  })

  it('that is under way is given up when nobody needs it any more', async () => {
    const hanging = lookUp('hangs.test')
    while (server.asked.length === 0) await new Promise(resolve => setTimeout(resolve, 2))
    close()
    await expect(hanging).rejects.toMatchObject({ code: 'ECANCELLED' })
  })

  it('fails where a name server does, and holds no thread for it', async () => {
    server.fails = true
    await expect(lookUp('shop.test')).rejects.toMatchObject({ code: 'ESERVFAIL' })
    expect(atSystem.size).toBe(0)
  })
})
