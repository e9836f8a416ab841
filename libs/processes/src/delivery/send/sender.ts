import { toldTogether } from '#domain'
import { newUploadIn } from '#telegram'
import type { Taken, Verdict } from '../../dispatch/index.js'
import { compose, composeAlbum, type Sources } from '../compose/index.js'
import type { DeliveryOptions } from '../options.js'
import type { Lane, Outbox, Step, Task } from '../outbox/index.js'
import type { Recorder, Settlement } from '../report/index.js'
import { AlbumSender, type TakenTogether } from './albums.js'
import type { Caller } from './caller.js'
import { Crowd } from './crowd.js'
import { destinationOf } from './destination.js'
import { whenInDoubt } from './doubt.js'
import { Echoes } from './echoes.js'
import type { FollowUp } from './follow-up.js'
import { type Called, notBegun, Outcomes, taken } from './outcomes.js'
import { inDoubt, judge } from './verdict.js'
import type { Wishes } from './wishes.js'

/** Beyond the time limit of a call, how long another sender's attempt is left alone. */
const graceMs = 5000
const leaseMs = 1000
const lookForEchoMs = 3000

export interface SenderParts {
  readonly outbox: Outbox
  readonly sources: Sources
  readonly recorder: Recorder
  readonly settlement: Settlement
  readonly caller: Caller
  readonly followUp: FollowUp
  readonly wishes: Wishes
}

const over: Verdict = { kind: 'over' }

/** Takes one step of a lane: attempt, call, verdict; and puts on record what came of it. */
export class Sender {
  readonly #echoes: Echoes
  readonly #outcomes: Outcomes
  readonly #albums: AlbumSender
  readonly #crowd: Crowd

  constructor(
    private readonly options: DeliveryOptions,
    private readonly parts: SenderParts
  ) {
    const { recorder, followUp, caller } = parts
    const othersMs = options.client.timeoutMs + graceMs
    this.#crowd = new Crowd(options.desk.clock)
    this.#echoes = new Echoes(options)
    this.#outcomes = new Outcomes(options.desk.clock, recorder, followUp)
    this.#albums = new AlbumSender({ recorder, caller, outcomes: this.#outcomes, othersMs })
  }

  async take(lane: Lane, step: Step): Promise<Taken> {
    if (step.kind === 'wish') return this.parts.wishes.take(lane, step.job)
    const { verdict, record, others = [] } = await this.#takeTask(lane, step.job)
    const settled = async () => {
      await record()
      for (const task of [step.job, ...others]) await this.parts.settlement.settle(task)
    }
    return { verdict, record: settled }
  }

  async #takeTask(lane: Lane, task: Task): Promise<TakenTogether> {
    switch (task.progress.state.phase) {
      case 'attempting':
        // Not ours, or ours from before a crash: nobody knows what came of it.
        return this.#outcomes.judged(task, lane, inDoubt(task, 0), {
          part: task.progress.state.part,
          parts: 1,
          where: undefined
        })
      case 'waiting':
        if (isGivenUp(task)) return this.#abandoned(task, task.doomed ?? 'withdrawn')
        if (task.doubtedAt !== undefined) return this.#lookForEcho(task, task.doubtedAt)
        return this.#attempt(lane, task)
      case 'succeeded':
      case 'rejected':
      case 'uncertain':
      case 'abandoned':
      case 'superseded':
        return taken(over)
    }
  }

  /** The call itself is a step of its own, in its turn. */
  async #lookForEcho(task: Task, since: number): Promise<Taken> {
    if (!(await this.#echoes.areOver(task.ticketId, since))) return notBegun(lookForEchoMs)
    task.doubtedAt = undefined
    return notBegun(0)
  }

  #isForgotten({ work, event }: Task): boolean {
    const showsTheirs = work.kind === 'relay' || work.kind === 'reply'
    return showsTheirs && this.parts.outbox.known.forgotten.has(event.meta.subjectId ?? '')
  }

  async #attempt(lane: Lane, task: Task): Promise<TakenTogether> {
    const { options, parts } = this
    const { recorder, sources, caller } = parts
    const { state } = task.progress
    // Whoever is forgotten after their words were opened is shown all the same only while the call is under way.
    const mayCall = () => caller.mayCall() && !this.#isForgotten(task)
    const where = await destinationOf(lane, task, { sources, directories: options.directories })
    if (where === 'forgotten') return this.#abandoned(task, 'forgotten')
    if (where === 'nowhere') return notBegun(leaseMs)
    if (!this.#crowd.mayBeTold(task, where.staffGroupId)) return this.#abandoned(task, toldTogether)
    const facts = task.ticketId ? parts.outbox.known.tickets.get(task.ticketId) : undefined
    const firstUnshown = () => firstUnshownOf(lane)
    const composing = { facts, target: where, sources, firstUnshown }
    const items = lane.albumOf(task)
    const album = items.length > 1 ? await composeAlbum(items, composing) : undefined
    // Meanwhile the log may have said so.
    if (items.some(({ doomed }) => doomed)) return notBegun(0)
    if (album) return mayCall() ? this.#albums.take(lane, album, where) : notBegun(leaseMs)
    const composed = await compose({ task, ...composing })
    if (composed.kind === 'abandon') return this.#abandoned(task, composed.reason)
    const { part } = state
    const call = composed.calls[part]
    if (!call) return this.#abandoned(task, 'nothing_to_show')
    if (!mayCall()) return notBegun(leaseMs)

    const marked = state.maybeSent && whenInDoubt(task.work) === 'repeated_marked'
    const called: Called = { part, parts: composed.calls.length, where, upload: newUploadIn(call.params) }
    const mine = await recorder.attempt(
      task,
      { part, parts: called.parts, method: call.method, marked },
      where
    )
    // Somebody else's: looked at again when its call must have ended.
    if (!mine) return notBegun(options.client.timeoutMs + graceMs)
    if (!mayCall()) {
      return this.#outcomes.judged(
        task,
        lane,
        { kind: 'again', reason: 'not_called', code: null, after: leaseMs },
        called
      )
    }
    const result = await caller.call(call)
    this.#outcomes.note(task, result)
    return this.#outcomes.judged(
      task,
      lane,
      judge(task, where.chatId > 0 ? 'private' : 'group', call.method, result),
      result.kind === 'error' ? { ...called, words: result.description } : called
    )
  }

  #abandoned(task: Task, reason: string): Taken {
    return taken(over, async () => void (await this.parts.recorder.abandon(task, reason)))
  }
}

/** What the customer has the beginning of is not withdrawn any more. */
const isGivenUp = ({ doomed, progress }: Task): boolean =>
  doomed !== undefined && !(doomed === 'withdrawn' && progress.state.part > 0)

/** A summary ends before the first message that is still to be relayed; of one that is half shown it has the beginning. */
function firstUnshownOf(lane: Lane): number {
  let first = Number.POSITIVE_INFINITY
  for (const { work, event, progress } of lane.queue) {
    if (work.kind === 'relay' && progress.state.part === 0) first = Math.min(first, event.revision)
  }
  return first
}
