import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { localOf } from '../../ui/time.js'
import { fieldWords, settingsWords } from '../../words/settings.js'
import { blankOf, type Document, type Json, mayBeNull, type Schema, typesOf } from './schema.js'
import { Week } from './week.js'

interface Props {
  readonly schema: Schema
  readonly value: Json | undefined
  readonly set: (value: Json | undefined) => void
  readonly pointer: string
  readonly name: string
  readonly errors: ReadonlyMap<string, string>
  readonly isNeeded: boolean
}

export const isObject = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The fields of an object, in the order in which the desk describes them. */
export function Fields(props: {
  schema: Schema
  value: Document
  set: (value: Document) => void
  pointer: string
  errors: Props['errors']
}) {
  const { schema, value, set, pointer, errors } = props
  return (
    <div class="stack fields">
      {Object.entries(schema.properties ?? {}).map(([name, one]) => (
        <Field
          key={name}
          name={name}
          schema={one}
          value={value[name]}
          pointer={`${pointer}/${name}`}
          errors={errors}
          isNeeded={schema.required?.includes(name) ?? false}
          set={next => {
            const { [name]: _, ...others } = value
            set(next === undefined ? others : { ...value, [name]: next })
          }}
        />
      ))}
    </div>
  )
}

function Field(props: Props) {
  const words = settingsWords.value
  const { schema, value, set, name, pointer, errors, isNeeded } = props
  const error = errors.get(pointer)
  const isOff = value === undefined || value === null
  const canBeOff = !isNeeded || mayBeNull(schema)
  const isBig = typesOf(schema).some(type => type === 'object' || type === 'array')
  const off = () => set(mayBeNull(schema) ? null : undefined)
  const id = `f${pointer.replaceAll('/', '-')}`
  if (name === 'weekly' && isObject(schema.properties?.['mon'] as unknown))
    return <Week value={isObject(value) ? value : {}} set={set} error={error} />
  if (isBig && isOff)
    return (
      <div class="row between off">
        <span>
          <strong>{fieldWords(name)}</strong> <span class="muted">{words.notSet}</span>
        </span>
        <button type="button" class="quiet" onClick={() => set(blankOf(schema))}>
          {words.set}
          <span class="visually-hidden"> {fieldWords(name)}</span>
        </button>
        {error !== undefined && <p class="error">{error}</p>}
      </div>
    )
  const inside = <Input {...props} id={id} />
  if (!isBig)
    return (
      <div class="field">
        <label for={id}>{fieldWords(name)}</label>
        {inside}
        {schema.description && <small class="muted">{schema.description}</small>}
        {error !== undefined && (
          <p class="error" id={`${id}-error`}>
            {error}
          </p>
        )}
      </div>
    )
  return (
    <fieldset class="group">
      <legend>
        {fieldWords(name)}
        {canBeOff && (
          <button type="button" class="quiet" onClick={off}>
            {words.unset}
            <span class="visually-hidden"> {fieldWords(name)}</span>
          </button>
        )}
      </legend>
      {schema.description && <small class="muted">{schema.description}</small>}
      {inside}
      {error !== undefined && <p class="error">{error}</p>}
    </fieldset>
  )
}

function Input(props: Props & { id: string }): ComponentChildren {
  const { schema, value, set, id, pointer, errors, isNeeded } = props
  const isWrong = errors.has(pointer)
  const common = {
    id,
    'aria-invalid': isWrong ? ('true' as const) : undefined,
    'aria-describedby': isWrong ? `${id}-error` : undefined
  }
  const empty = (): Json | undefined => (mayBeNull(schema) ? null : isNeeded ? '' : undefined)
  if (schema.enum)
    return (
      <select
        {...common}
        value={typeof value === 'string' ? value : ''}
        onChange={({ currentTarget: { value: next } }) => set(next === '' ? empty() : next)}
      >
        {(!isNeeded || value === undefined) && <option value="" />}
        {schema.enum.map(one => (
          <option key={one} value={one}>
            {one.replaceAll('_', ' ')}
          </option>
        ))}
      </select>
    )
  const [type] = typesOf(schema).filter(one => one !== 'null')
  switch (type) {
    case 'boolean':
      return (
        <input
          {...common}
          type="checkbox"
          checked={value === true || (value === undefined && schema.default === true)}
          onChange={({ currentTarget }) => set(currentTarget.checked)}
        />
      )
    case 'integer':
    case 'number':
      return (
        <input
          {...common}
          type="number"
          min={schema.minimum}
          value={typeof value === 'number' ? value : ''}
          placeholder={typeof schema.default === 'number' ? String(schema.default) : ''}
          onInput={({ currentTarget: { value: next } }) => set(next === '' ? empty() : Number(next))}
        />
      )
    case 'string': {
      const text = typeof value === 'string' ? value : ''
      const write = ({ currentTarget }: { currentTarget: { value: string } }) =>
        set(currentTarget.value === '' ? empty() : currentTarget.value)
      if (schema.format === 'date-time')
        return (
          <input
            {...common}
            type="datetime-local"
            value={localOf(text)}
            onInput={({ currentTarget: { value: at } }) =>
              set(at === '' ? empty() : new Date(at).toISOString())
            }
          />
        )
      return (schema.maxLength ?? 0) > 300 && props.name !== 'url' ? (
        <textarea {...common} rows={5} dir="auto" value={text} onInput={write} />
      ) : (
        <input {...common} dir="auto" value={text} onInput={write} />
      )
    }
    case 'object':
      return isObject(value) && schema.properties ? (
        <Fields {...props} value={value} set={set} />
      ) : isObject(value) && isTexts(schema) ? (
        <Texts value={value} set={set} pointer={pointer} errors={errors} />
      ) : (
        <AsJson {...props} />
      )
    case 'array':
      return <Items {...props} />
    default:
      return <AsJson {...props} />
  }
}

const isTexts = ({ additionalProperties }: Schema): boolean =>
  typeof additionalProperties === 'object' && additionalProperties.type === 'string'

/** A text in each language. */
function Texts(props: {
  value: Document
  set: (value: Json) => void
  pointer: string
  errors: Props['errors']
}) {
  const { value, set, pointer, errors } = props
  const languages = [...new Set(['en', 'ru', ...Object.keys(value)])]
  return (
    <div class="stack fields">
      {languages.map(one => {
        const id = `f${pointer.replaceAll('/', '-')}-${one}`
        const error = errors.get(`${pointer}/${one}`)
        return (
          <div key={one} class="field">
            <label for={id}>{one}</label>
            <textarea
              id={id}
              rows={4}
              lang={one}
              aria-invalid={error === undefined ? undefined : 'true'}
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

function Items(props: Props & { id: string }) {
  const words = settingsWords.value
  const { schema, value, set, id, pointer, errors, name } = props
  const items = Array.isArray(value) ? (value as readonly Json[]) : []
  const of = schema.items ?? {}
  if (of.enum)
    return (
      <ul class="choices">
        {of.enum.map(one => (
          <li key={one}>
            <label>
              <input
                type="checkbox"
                checked={items.includes(one)}
                onChange={({ currentTarget }) =>
                  set(currentTarget.checked ? [...items, one] : items.filter(each => each !== one))
                }
              />
              {/[.:]/.test(one) ? one : one.replaceAll('_', ' ')}
            </label>
          </li>
        ))}
      </ul>
    )
  if (typesOf(of).includes('string'))
    return (
      <textarea
        id={id}
        rows={Math.max(2, items.length + 1)}
        aria-label={`${fieldWords(name)}, ${words.perLine}`}
        placeholder={words.perLine}
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
  if (!of.properties) return <AsJson {...props} />
  return (
    <div class="stack">
      {items.map((item, n) => (
        <div key={n} class="item">
          <Fields
            schema={of}
            value={isObject(item) ? item : {}}
            pointer={`${pointer}/${n}`}
            errors={errors}
            set={next => set(items.map((each, at) => (at === n ? next : each)))}
          />
          <button type="button" class="quiet" onClick={() => set(items.filter((_, at) => at !== n))}>
            {words.remove}
          </button>
        </div>
      ))}
      <div>
        <button type="button" onClick={() => set([...items, blankOf(of)])}>
          {words.add}
        </button>
      </div>
    </div>
  )
}

/** What has no form of its own is written as the document has it. */
function AsJson({ value, set, id, name }: Props & { id: string }) {
  const words = settingsWords.value
  const draft = useSignal<string | null>(null)
  return (
    <textarea
      id={id}
      class="json"
      rows={4}
      spellcheck={false}
      aria-label={`${fieldWords(name)}, ${words.asJson}`}
      aria-invalid={draft.value === null ? undefined : 'true'}
      value={draft.value ?? JSON.stringify(value ?? null, undefined, 2)}
      onInput={({ currentTarget }) => {
        try {
          set(JSON.parse(currentTarget.value))
          draft.value = null
        } catch {
          draft.value = currentTarget.value
        }
      }}
    />
  )
}
