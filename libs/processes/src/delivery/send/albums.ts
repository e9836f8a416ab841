import type { Taken } from '../../dispatch/index.js'
import type { Album } from '../compose/index.js'
import type { Lane, Task } from '../outbox/index.js'
import type { Recorder } from '../report/index.js'
import type { Caller } from './caller.js'
import type { Destination } from './destination.js'
import { whenInDoubt } from './doubt.js'
import { notBegun, type Outcomes, taken } from './outcomes.js'
import { type CallVerdict, judgeAlbum } from './verdict.js'

/** What came of a step that was about several tasks; the others are settled after the step's own. */
export interface TakenTogether extends Taken {
  readonly others?: readonly Task[]
}

/**
 * One call for several deliveries: each has its attempt, its message and its outcome in its own stream, so that whatever
 * happens in between is told of each as if it had been sent alone.
 */
export class AlbumSender {
  constructor(
    private readonly parts: {
      readonly recorder: Recorder
      readonly caller: Caller
      readonly outcomes: Outcomes
      /** How long another sender's attempt is left alone. */
      readonly othersMs: number
    }
  ) {}

  async take(lane: Lane, { call, items }: Album, where: Destination): Promise<TakenTogether> {
    const { recorder, caller, outcomes, othersMs } = this.parts
    const tasks = items.map(({ task }) => task)
    const maybeSent = tasks.some(({ progress }) => progress.state.maybeSent)
    const attempts = await Promise.all(
      items.map(({ task, parts }, index) => {
        const marked = index === 0 && maybeSent && whenInDoubt(task.work) === 'repeated_marked'
        return recorder.attempt(task, { part: 0, parts, method: call.method, marked }, where)
      })
    )
    const mine = items.filter((_, index) => attempts[index])
    const together = (verdictOf: (index: number) => CallVerdict, words?: string): TakenTogether => {
      const all = mine.map(({ task, parts }, index) => {
        const called = { part: 0, parts, where, ...(words !== undefined && { words }) }
        return outcomes.judged(task, lane, verdictOf(index), called)
      })
      const [first] = all
      const [leading, ...others] = mine.map(({ task }) => task)
      const record = async () => {
        for (const task of others) task.notBefore = leading?.notBefore ?? 0
        await Promise.all(all.map(each => each.record()))
        for (const task of others) task.notBefore = 0
      }
      return first ? { ...taken(first.verdict, record), others } : notBegun(othersMs)
    }
    if (mine.length < items.length || !caller.mayCall()) {
      const after = mine.length < items.length ? othersMs : 1000
      return together(() => ({ kind: 'again', reason: 'not_called', code: null, after }))
    }
    const result = await caller.call(call)
    for (const task of tasks) outcomes.note(task, result)
    const verdicts = judgeAlbum(tasks, where.chatId > 0 ? 'private' : 'group', result)
    const verdictOf = (index: number): CallVerdict =>
      verdicts[index] ?? { kind: 'again', reason: 'not_called', code: null, after: 'backoff' }
    return together(verdictOf, result.kind === 'error' ? result.description : undefined)
  }
}
