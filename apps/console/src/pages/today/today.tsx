import { useLive, useLoaded, useNowAndThen } from '../../load.js'
import { Shown } from '../../ui/states.js'
import { common } from '../../words/common.js'
import { Day } from './day.js'
import { People } from './people.js'
import { Queues } from './queues.js'
import { readToday } from './read-today.js'
import { Strip } from './strip.js'

/** What the clocks bring is no event. */
const againMs = 60_000
/** Much is read for it: not more often than somebody looks. */
const settleMs = 3000

export function Today() {
  const { state, again } = useLoaded('today', readToday)
  useLive(() => true, again, settleMs)
  useNowAndThen(again, againMs)
  return (
    <>
      <div class="head">
        <h1>{common.value.pages.today}</h1>
      </div>
      <Shown of={state} again={again}>
        {today => (
          <div class="stack">
            <Strip today={today} />
            {today.agents && <People agents={today.agents} again={again} />}
            <Queues queues={today.queues} />
            {today.hours && <Day hours={today.hours} />}
          </div>
        )}
      </Shown>
    </>
  )
}
