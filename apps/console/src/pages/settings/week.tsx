import { useSignal } from '@preact/signals'
import { fieldWords, settingsWords } from '../../words/settings.js'
import type { Document, Json } from './schema.js'

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

type Span = readonly [string, string]
const spansOf = (value: Json | undefined): readonly Span[] =>
  (Array.isArray(value) ? value : []).flatMap(one =>
    Array.isArray(one) ? [[String(one[0]), String(one[1])] as const] : []
  )

const written = (spans: readonly Span[]): string => spans.map(([from, to]) => `${from}-${to}`).join(', ')

function read(text: string): readonly Span[] | undefined {
  const parts = text.split(',').map(part => part.trim())
  if (text.trim() === '') return []
  const spans = parts.map(part => /^(\d{2}:\d{2})\s*[-–]\s*(\d{2}:\d{2})$/.exec(part))
  return spans.every(one => one !== null) ? spans.map(one => [one[1] ?? '', one[2] ?? '']) : undefined
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** A calendar's week: the hours of each day in words, and drawn. */
export function Week(props: { value: Document; set: (value: Document) => void; error: string | undefined }) {
  const words = settingsWords.value
  return (
    <fieldset class="group">
      <legend>{fieldWords('weekly')}</legend>
      <small class="muted">{words.hours}</small>
      <div class="week">
        {days.map(day => (
          <Day key={day} day={day} {...props} />
        ))}
      </div>
      {props.error !== undefined && <p class="error">{props.error}</p>}
    </fieldset>
  )
}

function Day({ day, value, set }: { day: string; value: Document; set: (value: Document) => void }) {
  const draft = useSignal<string | null>(null)
  const spans = spansOf(value[day])
  return (
    <>
      <label for={`day-${day}`}>{fieldWords(day)}</label>
      <input
        id={`day-${day}`}
        value={draft.value ?? written(spans)}
        aria-invalid={draft.value === null ? undefined : 'true'}
        onInput={({ currentTarget }) => {
          const next = read(currentTarget.value)
          draft.value = next ? null : currentTarget.value
          if (next) set({ ...value, [day]: next })
        }}
      />
      <svg viewBox="0 0 1440 20" preserveAspectRatio="none" aria-hidden="true">
        <rect class="night" width="1440" height="20" />
        {spans.map(([from, to]) => {
          const [start, end] = [minutes(from), minutes(to)]
          return (
            <rect
              key={from}
              class="open"
              x={start}
              width={Math.max(0, (end < start ? 1440 : end) - start)}
              height="20"
            />
          )
        })}
      </svg>
    </>
  )
}
