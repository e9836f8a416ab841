import { Options } from '../../ui/choice.js'
import { fieldWords, valueWords } from '../../words/settings.js'
import { valueFor, writingOf } from './condition-value.js'
import { type Errors, errorIn } from './errors.js'
import { useFields } from './named.js'
import { One, Several } from './one-of.js'
import { type Document, type Json, type Schema, wordsIn } from './schema.js'

/** Whether it asks something of a field: what, how, and of which value. */
export const isCondition = ({ properties: has = {} }: Schema): boolean =>
  'field' in has && 'op' in has && 'value' in has

/** A condition in a line: the value is asked for as its operator takes it. */
export function Condition(props: {
  schema: Schema
  value: Document
  set: (value: Document) => void
  pointer: string
  errors: Errors
}) {
  const { schema, value, set, pointer, errors } = props
  const { field = {}, op = {} } = schema.properties ?? {}
  const [asked, how] = [String(value['field'] ?? ''), String(value['op'] ?? '')]
  const fields = useFields((field.examples ?? []).map(String))
  const change = (changed: { field?: string; op?: string }) => {
    const now = { field: asked, op: how, ...changed }
    set({ ...value, ...now, value: valueFor(now.field, now.op, value['value']) })
  }
  const write = (next: Json) => set({ ...value, value: valueFor(asked, how, next) })
  const id = (of: string) => `f${pointer.replaceAll('/', '-')}-${of}`
  const errorOf = (of: string) => errorIn(errors, `${pointer}/${of}`)
  const invalid = (of: string) => (errorOf(of) === undefined ? undefined : ('true' as const))
  const [given] = [value['value']].flat()
  return (
    <div class="condition">
      <select
        aria-label={fieldWords('field')}
        aria-invalid={invalid('field')}
        value={asked}
        onChange={({ currentTarget }) => change({ field: currentTarget.value })}
      >
        <Options of={fields} also={asked} />
      </select>
      <select
        aria-label={fieldWords('op')}
        aria-invalid={invalid('op')}
        value={how}
        onChange={({ currentTarget }) => change({ op: currentTarget.value })}
      >
        <Options of={wordsIn(op).map(one => [one, valueWords(one)] as const)} />
      </select>
      {writingOf(asked, how) === 'lines' ? (
        <Several
          field={asked}
          id={id('value')}
          label={fieldWords('value')}
          items={[value['value'] ?? []].flat().map(String)}
          isWrong={errorOf('value') !== undefined}
          set={write}
        />
      ) : writingOf(asked, how) === 'flag' ? (
        <input
          type="checkbox"
          aria-label={fieldWords('value')}
          checked={given === true}
          onChange={({ currentTarget }) => set({ ...value, value: currentTarget.checked })}
        />
      ) : (
        <One
          field={asked}
          id={id('value')}
          aria-label={fieldWords('value')}
          aria-invalid={invalid('value')}
          value={String(given ?? '')}
          write={write}
        />
      )}
      {['field', 'op', 'value'].map(
        of =>
          errorOf(of) !== undefined && (
            <p key={of} class="error">
              {errorOf(of)}
            </p>
          )
      )}
    </div>
  )
}
