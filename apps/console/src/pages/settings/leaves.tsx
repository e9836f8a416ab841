import { useSignal } from '@preact/signals'
import { fieldWords, settingsWords, valueWords } from '../../words/settings.js'
import { type Errors, errorIn } from './errors.js'
import { readHours, spansOf, written } from './hours.js'
import { isNamed } from './named.js'
import { Several } from './one-of.js'
import { type Document, type Json, listIn, type Schema, typesOf, wordsIn } from './schema.js'

/** What is filled in as a whole, with nothing further inside. */
export interface Leaf {
  readonly schema: Schema
  readonly value: Json | undefined
  readonly set: (value: Json | undefined) => void
  readonly id: string
  readonly name: string
  readonly isWrong: boolean
}

const invalid = (isWrong: boolean) => (isWrong ? ('true' as const) : undefined)

/** One a line. */
export function Lines(props: {
  id: string
  label: string
  items: readonly string[]
  set: (items: readonly string[]) => void
  isWrong: boolean
}) {
  const { id, label, items, set, isWrong } = props
  const { perLine } = settingsWords.value
  return (
    <textarea
      id={id}
      rows={Math.max(2, items.length + 1)}
      dir="auto"
      aria-label={`${label}, ${perLine}`}
      aria-invalid={invalid(isWrong)}
      placeholder={perLine}
      value={items.join('\n')}
      onChange={({ currentTarget }) =>
        set(
          currentTarget.value
            .split('\n')
            .map(line => line.trim())
            .filter(line => line !== '')
        )
      }
    />
  )
}

const itemsIn = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]

/** Any of a few. */
export function Choices({ schema, value, set }: Leaf) {
  const items = itemsIn(value)
  const all = wordsIn(listIn(schema)?.items ?? {})
  return (
    <ul class="choices">
      {all.map(one => (
        <li key={one}>
          <label>
            <input
              type="checkbox"
              checked={items.includes(one)}
              onChange={({ currentTarget }) =>
                set(currentTarget.checked ? [...items, one] : items.filter(each => each !== one))
              }
            />
            {valueWords(one)}
          </label>
        </li>
      ))}
    </ul>
  )
}

/** A list of texts, of whole numbers, or of lists of words: each a line. What may also be one of them is one, unless a list was there. */
export function ListOf({ schema, value, set, id, name, isWrong }: Leaf) {
  const [ofLine] = typesOf(listIn(schema)?.items ?? {})
  const isList = !schema.anyOf || Array.isArray(value)
  const isFlag = schema.anyOf?.some(one => one.type === 'boolean')
  const read = (line: string): Json => {
    if (ofLine === 'array')
      return line
        .split(',')
        .map(word => word.trim())
        .filter(word => word !== '')
    // What is no number stays as it was typed: the desk says what is wrong with it.
    return ofLine === 'integer' && /^-?\d+$/.test(line) ? Number(line) : line
  }
  const one = (line: string): Json =>
    isFlag && (line === 'true' || line === 'false') ? line === 'true' : line
  return (
    <Several
      field={isNamed(name) ? name : ''}
      id={id}
      label={fieldWords(name)}
      items={itemsIn(value).map(each => (Array.isArray(each) ? each.join(', ') : String(each)))}
      isWrong={isWrong}
      set={lines => {
        const [first] = lines
        if (isList || lines.length > 1) set(lines.map(read))
        else set(first === undefined ? undefined : one(first))
      }}
    />
  )
}

/** Hours of a day, in words. */
export function Hours(props: {
  id: string
  label: string
  value: Json | undefined
  set: (value: Json) => void
  isWrong: boolean
}) {
  const { id, label, value, set, isWrong } = props
  const draft = useSignal<string | null>(null)
  return (
    <input
      id={id}
      aria-label={label}
      placeholder="09:00-17:30"
      value={draft.value ?? written(spansOf(value))}
      aria-invalid={invalid(isWrong || draft.value !== null)}
      onInput={({ currentTarget }) => {
        const next = readHours(currentTarget.value)
        draft.value = next ? null : currentTarget.value
        if (next) set(next)
      }}
    />
  )
}

/** A text in each language. */
export function Texts(props: {
  value: Document
  set: (value: Document) => void
  pointer: string
  errors: Errors
}) {
  const { value, set, pointer, errors } = props
  const languages = [...new Set(['en', 'ru', ...Object.keys(value)])]
  return (
    <div class="stack fields">
      {languages.map(one => {
        const id = `f${pointer.replaceAll('/', '-')}-${one}`
        const error = errorIn(errors, `${pointer}/${one}`)
        return (
          <div key={one} class="field">
            <label for={id}>{one}</label>
            <textarea
              id={id}
              rows={4}
              lang={one}
              aria-invalid={invalid(error !== undefined)}
              value={String(value[one] ?? '')}
              onInput={({ currentTarget: { value: text } }) => {
                const { [one]: _, ...others } = value
                set(text === '' ? others : { ...value, [one]: text })
              }}
            />
            {error !== undefined && <p class="error">{error}</p>}
          </div>
        )
      })}
    </div>
  )
}
