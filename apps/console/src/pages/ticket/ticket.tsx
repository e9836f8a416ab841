import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { may } from '../../api/session.js'
import { readDirectory } from '../../directory.js'
import { useLive, useLoaded } from '../../load.js'
import { hrefOf } from '../../route.js'
import { Priority, Status } from '../../ui/badges.js'
import { Shown } from '../../ui/states.js'
import { ticketWords } from '../../words/ticket.js'
import { Actions } from './actions.js'
import { ClockList } from './clocks.js'
import { Decisions } from './decisions.js'
import { Facts } from './facts.js'
import { History } from './history.js'
import { MoreActions } from './more.js'
import { Proof } from './proof.js'
import { mayProve, readEvents, readShown } from './read-ticket.js'
import { Reply } from './reply.js'
import { Thread } from './thread.js'

/** A ticket, now or at any step of its history. */
export function Ticket({ id }: { id: string }) {
  const words = ticketWords.value
  const step = useSignal<number | undefined>(undefined)
  const shown = useLoaded(`${id} ${step.value ?? 'now'}`, () => readShown(id, step.value))
  const events = useLoaded(id, () => readEvents(id))
  const again = () => {
    shown.again()
    events.again()
  }
  useEffect(() => void readDirectory().catch(() => {}), [])
  useLive(({ data }) => data.ticket?.id === id, again)
  const isPast = step.value !== undefined
  return (
    <>
      <p class="crumbs">
        <a href={hrefOf('tickets')}>{words.back}</a>
      </p>
      <Shown of={shown.state} again={again}>
        {({ ticket, messages, clocks }) => (
          <article class={isPast ? 'ticket past' : 'ticket'}>
            <header class="head">
              <h1>
                <span class="code">{ticket.code}</span> {ticket.title !== null && <bdi>{ticket.title}</bdi>}
              </h1>
              <div class="row">
                <Status of={ticket.status} />
                <Priority of={ticket.priority} />
              </div>
            </header>
            {events.state.value.kind === 'ready' && <History events={events.state.value.value} step={step} />}
            <div class="columns">
              <div class="stack">
                <Thread ticket={ticket} messages={messages} />
                {!isPast && may('tickets:write') && <Reply ticket={ticket} again={again} />}
              </div>
              <aside class="stack">
                {!isPast && may('tickets:write') && <Actions ticket={ticket} again={again} />}
                {!isPast && may('tickets:write') && ticket.status !== 'closed' && (
                  <MoreActions key={ticket.revision} ticket={ticket} again={again} />
                )}
                <Facts ticket={ticket} isPast={isPast} again={again} />
                {clocks && <ClockList clocks={clocks} />}
                {!isPast && <Decisions id={id} revision={ticket.revision} />}
                {!isPast && mayProve() && events.state.value.kind === 'ready' && (
                  <Proof ticket={ticket} events={events.state.value.value} />
                )}
              </aside>
            </div>
          </article>
        )}
      </Shown>
    </>
  )
}
