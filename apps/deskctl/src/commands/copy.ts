import type { Command } from 'commander'
import type { DeskState } from '#desk-state'
import type { EventLog } from '#event-log'
import { toIso } from '#kernel'
import { compareLogs } from '../copy/compare-logs.js'
import { copyLog } from '../copy/copy-log.js'
import { type CopiedState, copyState } from '../copy/copy-state.js'
import {
  type LogPlace,
  logPlace,
  masterKeyFor,
  mustExist,
  type Opening,
  openLog,
  openState,
  type StateAndVault,
  type StatePlace,
  statePlace
} from '../copy/places.js'
import { Failure, UsageMistake } from '../failure.js'
import { ProgressLine } from '../progress.js'
import { settingsOf } from '../settings.js'
import type { Terminal } from '../terminal.js'
import { grouped, table } from '../text.js'

interface Options {
  readonly from: string
  readonly to: string
  readonly stateFrom?: string
  readonly stateTo?: string
}

interface Move {
  readonly from: LogPlace
  readonly to: LogPlace
  readonly state: { readonly from: StatePlace; readonly to: StatePlace } | undefined
}

export function addCopy(program: Command, terminal: Terminal): void {
  program
    .command('copy')
    .description(
      'copy a desk to other stores: the log, also while the desk runs; with --state-from and --state-to ' +
        'all of it, while no desk runs. Run it again to go on'
    )
    .requiredOption('--from <url>', 'the log: sqlite:/path/to/log.db, esdb://… or kurrentdb://…')
    .requiredOption('--to <url>', 'the log to copy to, empty or an earlier copy of the same log')
    .option('--state-from <url>', 'desk state and vault: sqlite:/path/to/state.db or mongodb://…/database')
    .option('--state-to <url>', 'where they are copied to')
    .action(async (options: Options) => {
      const move = moveOf(options, terminal.io.cwd)
      const opening: Opening = { clock: terminal.io.clock, notice: text => terminal.complain(text) }
      await using stack = new AsyncDisposableStack()
      const closing = <T extends { close(): Promise<void> }>(store: T): T => {
        stack.defer(() => store.close())
        return store
      }
      if (move.state) mustExist(move.state.from)
      const source = closing(await openSource(move, opening))
      const target = closing(await openLog(move.to, false, opening))
      const openIdle = async (place: StatePlace, masterKey: Buffer): Promise<StateAndVault> => {
        const { state, vault } = await openState(place, masterKey, opening)
        closing(vault)
        await mustBeIdle(closing(state))
        return { state, vault }
      }
      let states: { readonly from: StateAndVault; readonly to: StateAndVault } | undefined
      if (move.state) {
        const masterKey = masterKeyFor(settingsOf(terminal).masterKey, move.state.from)
        const from = await openIdle(move.state.from, masterKey)
        states = { from, to: await openIdle(move.state.to, masterKey) }
      }
      const copied = await logOf(terminal, source, target)
      const state =
        states && (await copyState({ ...states.from, log: source }, { ...states.to, log: target }))
      const isBehind = !(await isWhole(source, target))
      if (isBehind && states)
        throw new Failure('the source has grown while it was copied: stop every desk, and run this again')
      terminal.print(
        ...table(
          ['events', `${grouped(copied.events)}, ${grouped(copied.now)} of them copied now`],
          rowsOf(copied.digest, state)
        )
      )
      if (isBehind) terminal.print('the source has grown since: run this again')
      else if (!state)
        terminal.print(
          'the log is whole; desk state and vault come with --state-from and --state-to, once the desk is stopped'
        )
    })
}

function moveOf({ from, to, stateFrom, stateTo }: Options, cwd: string): Move {
  const move = { from: logPlace('--from', from, cwd), to: logPlace('--to', to, cwd) }
  if (JSON.stringify(move.from) === JSON.stringify(move.to))
    throw new UsageMistake('--from and --to are the same log')
  if (stateFrom === undefined && stateTo === undefined) return { ...move, state: undefined }
  if (stateFrom === undefined || stateTo === undefined)
    throw new UsageMistake('--state-from and --state-to belong together')
  const state = {
    from: statePlace('--state-from', stateFrom, cwd),
    to: statePlace('--state-to', stateTo, cwd)
  }
  if (JSON.stringify(state.from) === JSON.stringify(state.to))
    throw new UsageMistake('--state-from and --state-to are the same')
  return { ...move, state }
}

/** With the state, no desk may go on meanwhile: then the log is taken as its one writer, which a running desk prevents. */
async function openSource({ from, state }: Move, opening: Opening): Promise<EventLog> {
  const reading = await openLog(from, true, opening)
  if (!state || from.kind !== 'sqlite') return reading
  await reading.close()
  return openLog(from, false, opening)
}

/** On servers only leases tell of a running desk. */
async function mustBeIdle(state: DeskState): Promise<void> {
  const [held] = await state.leases()
  if (held) throw new Failure(`${held.owner} runs ${held.name}: stop every desk before its state is copied`)
}

async function logOf(terminal: Terminal, source: EventLog, target: EventLog) {
  const line = new ProgressLine(terminal)
  try {
    const now = await copyLog(source, target, (events, { recordedAt }) =>
      line.show(`${grouped(events)} events copied, up to ${toIso(recordedAt)}`)
    )
    const { events, digest } = await compareLogs(source, target, done => {
      if (done % 1000 === 0) line.show(`${grouped(done)} events compared`)
    })
    return { now, events, digest }
  } finally {
    line.clear()
  }
}

async function isWhole(source: EventLog, target: EventLog): Promise<boolean> {
  const idAtEnd = async (log: EventLog) => {
    const head = await log.head()
    return head && (await log.eventAt(head))?.id
  }
  return (await idAtEnd(source)) === (await idAtEnd(target))
}

function rowsOf(digest: string, state: CopiedState | undefined): [string, string][] {
  const rows: [string, string][] = [['digest', `sha256:${digest}, the same of both logs`]]
  if (!state) return rows
  const { checkpoints, facts, parked, answers, keys } = state
  return [
    ...rows,
    [
      'state',
      `${grouped(checkpoints)} checkpoints, ${grouped(facts)} facts, ${grouped(parked)} parked events, ${grouped(answers)} remembered answers`
    ],
    ['vault', `${grouped(keys)} keys, wrapped by the same master key`]
  ]
}
