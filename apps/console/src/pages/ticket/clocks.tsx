import { Ago, duration } from '../../ui/time.js'
import { ticketWords } from '../../words/ticket.js'
import type { Clocks } from './read-ticket.js'

const look = { running: '', paused: 'warn-badge', met: 'good-badge', breached: 'bad-badge' }

/** Each deadline on a line of its own: how much is used, when it is due, how often it stood still. */
export function ClockList({ clocks: { clocks } }: { clocks: Clocks }) {
  const words = ticketWords.value
  return (
    <section class="card stack" aria-labelledby="clocks">
      <h2 id="clocks">{words.clocks}</h2>
      {clocks.length === 0 && <p class="muted">{words.noClocks}</p>}
      <ul class="stack">
        {clocks.map(({ metric, instance, state, target_s, elapsed_s, due_at, pauses }) => (
          <li key={metric + String(instance)} class="clock">
            <div class="row between">
              <strong>{words.metric[metric]}</strong>
              <span class={`badge ${look[state]}`}>{words.clock[state]}</span>
            </div>
            <progress
              max={target_s}
              value={Math.min(elapsed_s, target_s)}
              aria-label={`${words.metric[metric]}: ${words.counted(duration(elapsed_s), duration(target_s))}`}
            />
            <small class="muted">
              {words.counted(duration(elapsed_s), duration(target_s))}
              {due_at !== null && state === 'running' && (
                <>
                  {' · '}
                  {words.due} <Ago at={due_at} />
                </>
              )}
              {pauses.length > 0 && ` · ${words.paused(pauses.length)}`}
            </small>
          </li>
        ))}
      </ul>
    </section>
  )
}
