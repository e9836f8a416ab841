import { Options } from '../../ui/choice.js'
import { settingsWords } from '../../words/settings.js'
import { isOpen, type Named } from './named.js'

/** Several of those that there are, and where it is open of others. */
export function Chosen(props: {
  id: string
  label: string
  named: readonly Named[]
  field: string
  items: readonly string[]
  isWrong: boolean
  set: (items: readonly string[]) => void
}) {
  const { id, label, named, field, items, isWrong, set } = props
  const words = settingsWords.value
  const add = ({ currentTarget }: { currentTarget: { value: string } }) => {
    const one = currentTarget.value.trim()
    currentTarget.value = ''
    if (one !== '' && !items.includes(one)) set([...items, one])
  }
  return (
    <ul class="row">
      {items.map(one => (
        <li key={one} class="tag">
          {named.find(([each]) => each === one)?.[1] ?? one}
          <button
            type="button"
            aria-label={`${words.remove} ${one}`}
            onClick={() => set(items.filter(each => each !== one))}
          >
            ×
          </button>
        </li>
      ))}
      <li>
        <select
          id={id}
          aria-label={label}
          aria-invalid={isWrong ? 'true' : undefined}
          value=""
          onChange={add}
        >
          <option value="">{words.add}</option>
          <Options of={named.filter(([one]) => !items.includes(one))} />
        </select>
      </li>
      {isOpen(field) && (
        <li>
          <input aria-label={`${label}, ${words.another}`} placeholder={words.another} onChange={add} />
        </li>
      )}
    </ul>
  )
}
