import { useSignal } from '@preact/signals'
import type { Refused } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { type Answered, outcomeOf } from '../../ui/act.js'
import { inWords, Shown } from '../../ui/states.js'
import { common } from '../../words/common.js'
import { problemWords } from '../../words/settings.js'
import { Fields } from '../settings/fields.js'
import { blankOf, type Document, isObject, type Schema, settingKinds, typesOf } from '../settings/schema.js'

interface Props {
  /** What the API takes, by the name of its schema. */
  readonly of: string
  readonly button: string
  readonly send: (body: Document) => Promise<Answered>
  /** What of it is offered; all of it unless said. */
  readonly offer?: (schema: Schema) => Schema
}

/** A form of what the API takes, as it describes it itself; what it refuses is said at the field. */
export function Asked(props: Props) {
  const { state, again } = useLoaded('kinds', settingKinds)
  return (
    <Shown of={state} again={again}>
      {({ resolve }) => {
        const schema = plain(resolve({ $ref: `#/components/schemas/${props.of}` }))
        return <Form {...props} schema={props.offer?.(schema) ?? schema} />
      }}
    </Shown>
  )
}

/** What is needed first; what may be null as the form takes it. */
function plain(schema: Schema): Schema {
  const needed = (name: string) => Number(schema.required?.includes(name) ?? false)
  const properties = Object.entries(schema.properties ?? {}).map(([name, one]) => {
    const given = one.anyOf?.find(({ type }) => type !== 'null')
    return [name, given ? { ...given, type: [...typesOf(given), 'null'] } : one] as const
  })
  return {
    ...schema,
    properties: Object.fromEntries(properties.sort(([a], [b]) => needed(b) - needed(a)))
  }
}

function Form({ schema, button, send }: Props & { schema: Schema }) {
  const start = () => {
    const given = Object.entries(schema.properties ?? {}).filter(([, one]) => one.default !== undefined)
    const blank = blankOf(schema)
    return {
      ...(isObject(blank) && blank),
      ...Object.fromEntries(given.map(([name, one]) => [name, blankOf(one)]))
    }
  }
  const draft = useSignal<Document>(start())
  const refused = useSignal<Refused | null>(null)
  const isLost = useSignal(false)
  async function submit(): Promise<void> {
    const outcome = await outcomeOf(() => send(draft.value))
    isLost.value = outcome === undefined
    refused.value = outcome?.isDone === false ? outcome.refused : null
    if (outcome?.isDone) draft.value = start()
  }
  const errors = new Map(refused.value?.errors.map(one => [one.pointer, problemWords.value(one.message)]))
  return (
    <form
      class="stack"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
    >
      <Fields
        schema={schema}
        value={draft.value}
        set={next => {
          draft.value = next
        }}
        pointer=""
        errors={errors}
      />
      {(refused.value || isLost.value) && (
        <p class="note bad" role="alert">
          {refused.value ? inWords(refused.value) : common.value.broken}
        </p>
      )}
      <div>
        <button type="submit" class="primary">
          {button}
        </button>
      </div>
    </form>
  )
}
