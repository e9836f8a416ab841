import { createServer, type IncomingMessage } from 'node:http'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { parseVkey, vkeyOf, witnessKey } from '#audit'
import { Failure, messageOf, UsageMistake } from '../failure.js'
import type { Terminal } from '../terminal.js'
import { Witness, type WitnessAnswer } from '../witness/witness.js'
import { WitnessState, witnessKeyIn } from '../witness/witness-state.js'

interface Options {
  readonly state: string
  readonly key: string
  readonly log: readonly string[]
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
    .requiredOption(
      '--log <vkey>',
      'the verifier key of the desk; may be repeated, for its next key or its next origin',
      (value: string, before: readonly string[] = []) => [...before, value]
    )
    .requiredOption('--listen <host:port>', 'where the desk asks')
    .action((options: Options) => serve(options, terminal))
}

async function serve({ state, key, log, listen }: Options, terminal: Terminal): Promise<void> {
  const [, host, port] = /^(?:\[?([^\]]*)\]?):(\d{1,5})$/.exec(listen) ?? []
  if (host === undefined || port === undefined) throw new UsageMistake('--listen must be HOST:PORT')
  const { cwd, clock } = terminal.io
  const logs = log.map(keyOf)
  const own = witnessKeyIn(resolve(cwd, key))
  using seen = new WitnessState(resolve(cwd, state))
  if (seen.isNew) terminal.complain(`${state} is new: the first checkpoint of a log is taken as it comes`)
  const witness = new Witness(logs, own, seen, clock)
  const server = createServer((request, response) => {
    void (async () => {
      const answer = await answerTo(request, witness)
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

async function answerTo(request: IncomingMessage, witness: Witness): Promise<WitnessAnswer> {
  if (request.method !== 'POST' || request.url !== '/add-checkpoint')
    return { status: 404, body: 'a witness answers POST /add-checkpoint\n' }
  const body = await bodyOf(request)
  return body === undefined
    ? { status: 413, body: `a request has ${mostBytes} bytes at most\n` }
    : witness.addCheckpoint(body)
}

/** Undefined: it is too large. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    bytes += part.length
    if (bytes > mostBytes) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
