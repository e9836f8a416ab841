import { Options } from '../../ui/choice.js'
import { Chosen } from './chosen.js'
import { Lines } from './leaves.js'
import { useNamed } from './named.js'

/** One of those that a field can name; typed where they are not known. */
export function One(props: {
  field: string
  value: string
  write: (value: string) => void
  id: string
  'aria-label'?: string
  'aria-invalid': 'true' | undefined
  'aria-describedby'?: string | undefined
}) {
  const { field, value, write, ...others } = props
  const named = useNamed(field)
  return named.length === 0 ? (
    <input {...others} dir="auto" value={value} onInput={({ currentTarget }) => write(currentTarget.value)} />
  ) : (
    <select {...others} value={value} onChange={({ currentTarget }) => write(currentTarget.value)}>
      <Options of={[['', ''], ...named]} also={value} />
    </select>
  )
}

/** Several of them; one a line where they are not known. */
export function Several({ field, ...props }: { field: string } & Parameters<typeof Lines>[0]) {
  const named = useNamed(field)
  return named.length === 0 ? <Lines {...props} /> : <Chosen {...props} named={named} field={field} />
}
