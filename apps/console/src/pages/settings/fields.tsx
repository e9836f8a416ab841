import type { ComponentChildren } from 'preact'
import { Options } from '../../ui/choice.js'
import { localOf } from '../../ui/time.js'
import { fieldWords, settingsWords, valueWords } from '../../words/settings.js'
import { Condition, isCondition } from './condition.js'
import { type Errors, errorIn } from './errors.js'
import { Choices, Hours, ListOf, Texts } from './leaves.js'
import { isNamed } from './named.js'
import { One } from './one-of.js'
import {
  blankOf,
  type Document,
  isObject,
  isTexts,
  type Json,
  listIn,
  mayBeNull,
  type Schema,
  typesOf,
  wordsIn
} from './schema.js'
import { Week } from './week.js'

interface Props {
  readonly schema: Schema
  readonly value: Json | undefined
  readonly set: (value: Json | undefined) => void
  readonly pointer: string
  readonly name: string
  readonly errors: Errors
  readonly isNeeded: boolean
}
interface ObjectProps {
  readonly schema: Schema
  readonly value: Document
  readonly set: (value: Document) => void
  readonly pointer: string
  readonly errors: Errors
}

const idOf = (pointer: string): string => `f${pointer.replaceAll('/', '-')}`

/** The fields of an object, in the order in which the desk describes them. */
export function Fields({ schema, value, set, pointer, errors }: ObjectProps) {
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

/** Whether it has more than one thing inside. */
const isGroup = (schema: Schema): boolean =>
  typesOf(schema).some(type => type === 'object' || type === 'array') ||
  listIn(schema)?.items?.enum !== undefined

/** Whether it is filled in as a whole, though there is more inside: what is wrong inside is told of it. */
const isWhole = (schema: Schema): boolean => {
  const { items } = listIn(schema) ?? {}
  return items !== undefined && !items.properties
}

function Field(props: Props) {
  const words = settingsWords.value
  const { schema, value, set, name, pointer, errors, isNeeded } = props
  const error = isWhole(schema) ? errorIn(errors, pointer) : errors.get(pointer)
  const isOff = value === undefined || value === null
  const id = idOf(pointer)
  if (schema.const !== undefined) return null
  if (name === 'weekly' && schema.properties?.['mon'])
    return <Week value={isObject(value) ? value : {}} set={set} pointer={pointer} errors={errors} id={id} />
  const told = error !== undefined && (
    <p class="error" id={`${id}-error`}>
      {error}
    </p>
  )
  if (!isGroup(schema))
    return (
      <div class="field">
        <label for={id}>{fieldWords(name)}</label>
        <Input {...props} id={id} isWrong={error !== undefined} />
        {told}
      </div>
    )
  // A list that is left out is an empty one, but where the desk makes a difference of it.
  const isEmpty = isOff && typesOf(schema).includes('array') && !mayBeNull(schema)
  if (isOff && !isEmpty)
    return (
      <div class="row between off">
        <span>
          <strong>{fieldWords(name)}</strong> <span class="muted">{words.notSet}</span>
        </span>
        <button type="button" class="quiet" onClick={() => set(blankOf(schema))}>
          {words.set}
          <span class="visually-hidden"> {fieldWords(name)}</span>
        </button>
        {told}
      </div>
    )
  return (
    <fieldset class="group">
      <legend>
        {fieldWords(name)}
        {!isOff && (!isNeeded || mayBeNull(schema)) && (
          <button type="button" class="quiet" onClick={() => set(mayBeNull(schema) ? null : undefined)}>
            {words.unset}
            <span class="visually-hidden"> {fieldWords(name)}</span>
          </button>
        )}
      </legend>
      <Input {...props} id={id} isWrong={error !== undefined} />
      {told}
    </fieldset>
  )
}

function Input(props: Props & { id: string; isWrong: boolean }): ComponentChildren {
  const { schema, value, set, id, isNeeded, isWrong } = props
  const common = {
    id,
    'aria-invalid': isWrong ? ('true' as const) : undefined,
    'aria-describedby': isWrong ? `${id}-error` : undefined
  }
  const empty = (): Json | undefined => (mayBeNull(schema) ? null : isNeeded ? '' : undefined)
  if (listIn(schema)?.items?.enum) return <Choices {...props} />
  if (schema.anyOf && listIn(schema)) return <ListOf {...props} />
  if (schema.enum)
    return (
      <select
        {...common}
        value={typeof value === 'string' ? value : ''}
        onChange={({ currentTarget: { value: next } }) => set(next === '' ? empty() : next)}
      >
        {(!isNeeded || value === undefined) && <option value="" />}
        <Options of={wordsIn(schema).map(one => [one, valueWords(one)] as const)} />
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
      if (isNamed(props.name))
        return (
          <One
            {...common}
            field={props.name}
            value={text}
            write={next => set(next === '' ? empty() : next)}
          />
        )
      return (schema.maxLength ?? 0) > 300 && props.name !== 'url' ? (
        <textarea {...common} rows={5} dir="auto" value={text} onInput={write} />
      ) : (
        <input {...common} dir="auto" value={text} onInput={write} />
      )
    }
    case 'object':
      return <Inside {...props} value={isObject(value) ? value : {}} />
    case 'array':
      return <Items {...props} />
    default:
      return <InDocument />
  }
}

/** What is inside an object, by the kind of object that it is. */
function Inside({ schema, value, set, pointer, errors }: ObjectProps) {
  if (schema.maxProperties === 1) return <OneOf {...{ schema, value, set, pointer, errors }} />
  if (isCondition(schema)) return <Condition {...{ schema, value, set, pointer, errors }} />
  if (schema.properties) return <Fields {...{ schema, value, set, pointer, errors }} />
  return isTexts(schema) ? <Texts {...{ value, set, pointer, errors }} /> : <InDocument />
}

/** What no form is known of. */
const InDocument = () => <small class="muted">{settingsWords.value.inDocument}</small>

/** Exactly one of its members: which, then what of it. */
function OneOf({ schema, value, set, pointer, errors }: ObjectProps) {
  const all = Object.entries(schema.properties ?? {})
  const [name = '', inside] = Object.entries(value)[0] ?? []
  const of = all.find(([one]) => one === name)?.[1]
  const id = `${idOf(pointer)}-one`
  const error = errors.get(pointer)
  return (
    <div class="stack fields">
      <div class="field">
        <label for={id}>{settingsWords.value.which}</label>
        <select
          id={id}
          aria-invalid={error === undefined ? undefined : 'true'}
          value={name}
          onChange={({ currentTarget: { value: next } }) => {
            const chosen = all.find(([one]) => one === next)?.[1]
            set(chosen ? { [next]: blankOf(chosen) } : {})
          }}
        >
          {!of && <option value="" />}
          <Options of={all.map(([one]) => [one, fieldWords(one)] as const)} />
        </select>
        {error !== undefined && <p class="error">{error}</p>}
      </div>
      {of && (
        <Field
          key={name}
          name={name}
          schema={of}
          value={inside}
          pointer={`${pointer}/${name}`}
          errors={errors}
          isNeeded
          set={next => set({ [name]: next ?? null })}
        />
      )}
    </div>
  )
}

function Items(props: Props & { id: string; isWrong: boolean }) {
  const words = settingsWords.value
  const { schema, value, set, pointer, errors } = props
  const items = Array.isArray(value) ? (value as readonly Json[]) : []
  const of = schema.items ?? {}
  if (of.prefixItems) return <Hours {...props} label={fieldWords(props.name)} />
  if (!of.properties) return <ListOf {...props} />
  return (
    <div class="stack">
      {items.map((item, n) => (
        <div key={n} class="item">
          <Inside
            {...props}
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
          <span class="visually-hidden"> {fieldWords(props.name)}</span>
        </button>
      </div>
    </div>
  )
}
