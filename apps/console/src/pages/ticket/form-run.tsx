import { api, got, Refused, type Schemas } from '../../api/client.js'
import { useLive, useLoaded, useNowAndThen } from '../../load.js'
import { Shown } from '../../ui/states.js'
import { Ago } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { language } from '../../words/language.js'
import { ticketWords } from '../../words/ticket.js'

type Run = Schemas['TicketForm']
type Answer = Run['answers'][number]

/** Null: it was asked for, and has not begun. */
async function readRun(id: string): Promise<Run | null> {
  try {
    return await got(api.GET('/api/v1/tickets/{id}/form', { params: { path: { id } } }))
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null
    throw error
  }
}

/** The last form that the customer was asked by, and what they have said so far. */
export function FormRun({ id }: { id: string }) {
  const words = ticketWords.value
  const { state, again } = useLoaded(`form ${id}`, () => readRun(id))
  useLive(({ data }) => data.ticket?.id === id, again)
  // No event tells of an answer before the form is finished.
  useNowAndThen(again)
  return (
    <section class="card stack small" aria-labelledby="form-run">
      <h2 id="form-run">{words.form}</h2>
      <Shown of={state} again={again}>
        {run =>
          run && (
            <>
              <p>
                {run.form_id} · {words.formState[run.state]} · <Ago at={run.ended_at ?? run.started_at} />
              </p>
              <dl class="facts">
                {run.answers.map(answer => (
                  <>
                    <dt dir="auto">
                      {answer.label[language.value] ?? Object.values(answer.label)[0] ?? answer.field}
                    </dt>
                    <dd dir="auto">{said(answer)}</dd>
                  </>
                ))}
              </dl>
              {run.question !== null && (
                <p class="muted">
                  {words.asksNow} {run.question}
                </p>
              )}
            </>
          )
        }
      </Shown>
    </section>
  )
}

function said({ state, value }: Answer): string {
  if (state === 'skipped') return common.value.none
  if (value === null || value === undefined) return common.value.hidden
  if (typeof value === 'boolean') return value ? common.value.yes : common.value.no
  return Array.isArray(value) ? value.join(', ') : String(value)
}
