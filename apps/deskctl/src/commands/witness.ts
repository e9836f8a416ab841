import { createServer, type IncomingMessage } from 'node:http'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { parseVkey, vkeyOf, witnessKey } from '#audit'
import { Failure, messageOf, UsageMistake } from '../failure.js'
import type { Terminal } from '../terminal.js'
import { Witness } from '../witness/witness.js'
import { WitnessState, witnessKeyIn } from '../witness/witness-state.js'

interface Options {
  readonly state: string
  readonly key: string
  readonly log: string
  readonly listen: string
}

const mostBytes = 128 * 1024

export function addWitness(program: Command, terminal: Terminal): void {
  program
    .command('witness')
    .description(
      'watch a desk from outside: sign its checkpoints as long as its log only grows (C2SP tlog-witness)'
    )
    .requiredOption('--state <file>', 'what was signed last; made where it is missing')
    .requiredOption('--key <file>', 'the key of this witness; made where it is missing')
    .requiredOption('--log <vkey>', 'the verifier key of the desk')
    .requiredOption('--listen <host:port>', 'where the desk asks')
    .action((options: Options) => serve(options, terminal))
}

async function serve({ state, key, log, listen }: Options, terminal: Terminal): Promise<void> {
  const [, host, port] = /^(?:\[?([^\]]*)\]?):(\d{1,5})$/.exec(listen) ?? []
  if (host === undefined || port === undefined) throw new UsageMistake('--listen must be HOST:PORT')
  const { cwd, clock } = terminal.io
  const own = witnessKeyIn(resolve(cwd, key))
  const witness = new Witness(keyOf(log), own, new WitnessState(resolve(cwd, state)), clock)
  const server = createServer((request, response) => {
    void (async () => {
      const answer =
        request.method === 'POST' && request.url === '/add-checkpoint'
          ? await witness.addCheckpoint(await bodyOf(request))
          : { status: 404, body: 'a witness answers POST /add-checkpoint\n' }
      response.writeHead(answer.status, { 'Content-Type': answer.type ?? 'text/plain; charset=utf-8' })
      response.end(answer.body)
    })().catch(error => {
      terminal.complain(`deskctl: ${messageOf(error)}`)
      response.writeHead(500).end()
    })
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', error => failed(new Failure(`can't listen at ${listen}: ${messageOf(error)}`)))
    server.listen(Number(port), host, listening)
  })
  terminal.print(vkeyOf(witnessKey(own.name, own.seed)))
  await new Promise<void>(stopped => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => server.close(() => stopped()))
  })
}

function keyOf(text: string) {
  try {
    return parseVkey(text)
  } catch (error) {
    throw new UsageMistake(`--log: ${messageOf(error)}`)
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    bytes += part.length
    if (bytes > mostBytes) throw new Failure('a request that is too large')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
