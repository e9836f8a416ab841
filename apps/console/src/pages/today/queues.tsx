import { hrefOf } from '../../route.js'
import { Table } from '../../ui/table.js'
import { duration } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { todayWords } from '../../words/today.js'
import type { Queue } from './read-today.js'

export function Queues({ queues }: { queues: readonly Queue[] }) {
  const words = todayWords.value
  return (
    <section aria-labelledby="queues" class="stack small">
      <h2 id="queues">{words.queues}</h2>
      <Table
        caption={words.queues}
        rows={queues}
        keyOf={({ id }) => id}
        columns={[
          {
            name: words.queue,
            value: ({ name }) => name,
            show: ({ id, name }) => <a href={hrefOf('tickets', { queue: id })}>{name}</a>
          },
          { name: words.open, value: ({ open }) => open },
          { name: words.unassigned, value: ({ unassigned }) => unassigned },
          { name: words.overdue, value: ({ overdue }) => overdue },
          {
            name: words.waiting,
            value: ({ waiting_longest_s }) => waiting_longest_s,
            show: ({ waiting_longest_s: s }) => (s === null ? common.value.none : duration(s))
          }
        ]}
      />
    </section>
  )
}
