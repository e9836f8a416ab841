import { type DeskState, Superseded } from '#desk-state'
import type { EventLog } from '#event-log'
import { Failure } from '../failure.js'
import { digestOfEvent, firstEvent } from './events.js'
import type { StateAndVault } from './places.js'
import { PositionMap } from './positions.js'

/** Says at a target whose copy it is. */
const copyOf = 'copy-of'
/** True of one place only: whose copy it is, and which log lies beside it. */
const notCopied = new Set([copyOf, 'log'])
/** Below that of every owner: a desk that has run at the target is never overwritten. */
const copysFence = 0
const atOnce = 200

export interface CopiedState {
  readonly checkpoints: number
  readonly parked: number
  readonly answers: number
  readonly facts: number
  readonly keys: number
}

/**
 * Desk state and vault, all but leases, positions mapped to those of the target's log; the logs must be copied before.
 * Checkpoints come last, so whatever was interrupted is done again. Keys stay wrapped.
 * @throws Failure where the state does not belong to the source's log, or the target holds another desk's
 */
export async function copyState(
  from: StateAndVault & { readonly log: EventLog },
  to: StateAndVault & { readonly log: EventLog }
): Promise<CopiedState> {
  const positions = new PositionMap(from.log, to.log)
  const mapped = async (what: string, position: string, eventId: string): Promise<string> => {
    const place = await positions.of(position, eventId)
    if (place !== undefined) return place
    throw new Failure(`${what} names event ${eventId} at ${position}, which the source's log does not hold`)
  }
  // Before anything is written: a state of another log has no meaning beside this one.
  const checkpoints = []
  for (const each of await from.state.checkpoints()) {
    const position = await mapped(`the checkpoint of ${each.process}`, each.position, each.eventId)
    checkpoints.push({ ...each, position })
  }
  await mustBeOurs(to.state, from.log)

  const facts = (await from.state.facts()).filter(({ name }) => !notCopied.has(name))
  for (const { name, value } of facts) await to.state.setFact(name, await positions.inValue(value))

  const answers = await inGroups(from.state.answers(), async ({ key, fingerprint, at, answer }) => {
    const held = await to.state.remember(key, fingerprint, at)
    if (held.fingerprint !== fingerprint)
      throw new Failure('the target remembers another request under the same Idempotency-Key')
    if (!answer) return
    const [headers, body] = [await positions.inValue(answer.headers), await positions.inValue(answer.body)]
    await to.state.answered(key, { ...answer, headers, body })
  })

  const parked = []
  for (const each of await from.state.parked())
    parked.push({ ...each, position: await mapped('a parked event', each.position, each.eventId) })
  const stillParked = new Set(parked.map(({ process, position }) => `${process}\n${position}`))
  for (const { process, position } of await to.state.parked())
    if (!stillParked.has(`${process}\n${position}`)) await to.state.unpark(process, position)
  for (const each of parked) await to.state.park(each)

  const { hooks } = to.state
  await inGroups(from.state.hooks.all(), async hook => {
    await hooks.add(hook, copysFence)
    await hooks.save(hook, copysFence)
    if (hook.body === null) await hooks.forget(hook.subject)
  })

  for await (const piece of from.state.uploads.all()) await to.state.uploads.add(piece)

  const keys = await copyVault(from, to)

  await to.state.raiseEventSchema(await from.state.eventSchema())
  // A note has no place in the log: what it names are streams and revisions, which stay.
  for (const { name, value } of await from.state.notes())
    await asNobody(name, () => to.state.saveNote(name, value, copysFence))
  for (const { process, ...at } of checkpoints)
    await asNobody(process, () => to.state.saveCheckpoint(process, at, copysFence))
  return { checkpoints: checkpoints.length, parked: parked.length, answers, facts: facts.length, keys }
}

/** A target that holds something must have it from this source. */
async function mustBeOurs(target: DeskState, log: EventLog): Promise<void> {
  const first = await firstEvent(log)
  const source = first ? digestOfEvent(first) : 'empty'
  const marked = await target.fact(copyOf)
  const held = [await target.facts(), await target.checkpoints(), await target.notes()]
  const isEmpty = held.every(({ length }) => length === 0)
  if (marked ? marked['source'] !== source : !isEmpty)
    throw new Failure('the target of the state holds that of another desk: name an empty one')
  await target.setFactOnce(copyOf, { source })
}

/** The forgotten come first, and one kind of entry is done before the next begins. */
async function copyVault({ vault: from }: StateAndVault, { vault: to }: StateAndVault): Promise<number> {
  let keys = 0
  let group: Promise<boolean>[] = []
  let before = ''
  for await (const entry of from.entries()) {
    const kind = `${entry.kind} ${entry.wrapped === null}`
    if (kind !== before || group.length >= atOnce) {
      await Promise.all(group)
      group = []
    }
    before = kind
    group.push(to.adopt(entry))
    keys++
  }
  await Promise.all(group)
  return keys
}

async function inGroups<T>(items: AsyncIterable<T>, work: (item: T) => Promise<void>): Promise<number> {
  let count = 0
  let group: Promise<void>[] = []
  for await (const item of items) {
    group.push(work(item))
    count++
    if (group.length < atOnce) continue
    await Promise.all(group)
    group = []
  }
  await Promise.all(group)
  return count
}

/** A desk that has run at the target is never overwritten. */
async function asNobody(process: string, save: () => Promise<void>): Promise<void> {
  try {
    await save()
  } catch (error) {
    if (!(error instanceof Superseded)) throw error
    throw new Failure(`a desk has run on the target since it was copied (${process} has gone on there)`)
  }
}
