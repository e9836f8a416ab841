import { useSignal } from '@preact/signals'
import type { Ref } from 'preact'

/** The browser's own button speaks the browser's language, whatever the page's is. */
export function FileChoice(props: {
  input: Ref<HTMLInputElement>
  label: string
  accept?: string
  required?: boolean
  changed?: () => void
}) {
  const { input, label, accept, required, changed } = props
  const name = useSignal<string | undefined>(undefined)
  return (
    <label class="file">
      <input
        ref={input}
        type="file"
        class="visually-hidden"
        accept={accept}
        required={required}
        onChange={({ currentTarget }) => {
          name.value = currentTarget.files?.[0]?.name
          changed?.()
        }}
      />
      <span class="button">{label}</span>
      {name.value !== undefined && <bdi>{name.value}</bdi>}
    </label>
  )
}
