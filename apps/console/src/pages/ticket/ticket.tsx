import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { may } from '../../api/session.js'
import { readDirectory } from '../../directory.js'
import { useLive, useLoaded } from '../../load.js'
import { hrefOf, replaceQuery, route } from '../../route.js'
import { Priority, Status } from '../../ui/badges.js'
import { Shown } from '../../ui/states.js'
import { now } from '../../ui/time.js'
import { ticketWords } from '../../words/ticket.js'
import { CustomerCard } from '../customer/card.js'
import { Actions } from './actions.js'
import { ClockList } from './clocks.js'
import { Decisions } from './decisions.js'
import { Facts } from './facts.js'
import { FormRun } from './form-run.js'
import { History } from './history.js'
import { MoreActions } from './more.js'
import { Proof } from './proof.js'
import { mayProve, readEvents, readShown } from './read-ticket.js'
import { Reply } from './reply.js'
import { Step } from './step.js'
import { type Side, Thread } from './thread.js'

const stepTo = (revision: number | undefined): void =>
  replaceQuery(revision === undefined ? {} : { revision: String(revision) })

/** The step that the address names, also where there can be none of it; undefined: now. */
function stepIn(query: URLSearchParams): number | undefined {
  const text = query.get('revision')
  return text === null ? undefined : Number(text)
}

/** A ticket, now or at any step of its history. */
export function Ticket({ id }: { id: string }) {
  const words = ticketWords.value
  const side = useSignal<Side>('team')
  const revision = stepIn(route.value.query)
  const shown = useLoaded(`${id} ${revision ?? 'now'}`, () => readShown(id, revision))
  const history = useLoaded(id, () => readEvents(id))
  const again = () => {
    shown.again()
    history.again()
  }
  useEffect(() => void readDirectory().catch(() => {}), [])
  useLive(({ data }) => data.ticket?.id === id, again)
  const events = history.state.value.kind === 'ready' ? history.state.value.value : []
  const step = events.find(event => event.revision === revision)
  const isPast = revision !== undefined
  const event = isPast ? step : events.at(-1)
  const then = step ? Date.parse(step.recorded_at) : now.value
  return (
    <>
      <p class="crumbs">
        <a href={hrefOf('tickets')}>{words.back}</a>
      </p>
      {shown.state.value.kind !== 'ready' && <h1>{words.ticket}</h1>}
      <Shown of={shown.state} again={again}>
        {({ ticket, messages, clocks }) => {
          const isOpen = !isPast && may('tickets:write')
          return (
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
              <History events={events} step={step} stepTo={stepTo} />
              <div class="columns">
                <div class="stack">
                  {step && <Step ticket={ticket} event={step} />}
                  <Thread ticket={ticket} messages={messages} side={side} />
                  {isOpen && <Reply ticket={ticket} again={again} />}
                  <ClockList id={id} clocks={clocks} then={then} revision={revision} />
                </div>
                <aside class="stack">
                  {isOpen && <Actions ticket={ticket} again={again} />}
                  {isOpen && ticket.status !== 'closed' && (
                    <MoreActions key={ticket.revision} ticket={ticket} again={again} />
                  )}
                  <Facts ticket={ticket} isPast={isPast} again={again} />
                  {!isPast && events.some(({ type }) => type === 'FormRequested') && <FormRun id={id} />}
                  {!isPast && ticket.customer.id !== null && (
                    <CustomerCard key={ticket.customer.id} id={ticket.customer.id} beside={id} />
                  )}
                  <Decisions id={id} events={events} until={step} />
                  {mayProve() && event && <Proof ticket={ticket} event={event} />}
                </aside>
              </div>
            </article>
          )
        }}
      </Shown>
    </>
  )
}
