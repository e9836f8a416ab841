import { fieldWords, settingsWords } from '../../words/settings.js'
import { type Errors, errorIn } from './errors.js'
import { type Span, spansOf } from './hours.js'
import { Hours } from './leaves.js'
import type { Document } from './schema.js'

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

interface Props {
  readonly value: Document
  readonly set: (value: Document) => void
  readonly pointer: string
  readonly errors: Errors
  readonly id: string
}

/** A calendar's week: the hours of each day in words, and drawn. */
export function Week(props: Props) {
  const { value, set, pointer, errors, id } = props
  const own = errors.get(pointer)
  return (
    <fieldset class="group">
      <legend>{fieldWords('weekly')}</legend>
      <small class="muted">{settingsWords.value.hours}</small>
      <div class="week">
        {days.map(day => {
          const error = errorIn(errors, `${pointer}/${day}`)
          return (
            <>
              <label for={`${id}-${day}`}>{fieldWords(day)}</label>
              <Hours
                id={`${id}-${day}`}
                label={fieldWords(day)}
                value={value[day]}
                set={hours => set({ ...value, [day]: hours })}
                isWrong={error !== undefined}
              />
              <Drawn spans={spansOf(value[day])} />
              {error !== undefined && <p class="error">{error}</p>}
            </>
          )
        })}
      </div>
      {own !== undefined && <p class="error">{own}</p>}
    </fieldset>
  )
}

/** A day from midnight to midnight; what runs over midnight goes to its end. */
const Drawn = ({ spans }: { spans: readonly Span[] }) => (
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
)
