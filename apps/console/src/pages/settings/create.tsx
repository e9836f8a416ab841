import { useRef } from 'preact/hooks'
import { go, hrefOf } from '../../route.js'
import { settingsWords } from '../../words/settings.js'

/** Of a document. */
export const idPattern = '[a-z0-9][a-z0-9_\\-]{0,63}'

/** Begins a document under an id; `at`: the address below which those of its kind are. */
export function Create({ at }: { at: string }) {
  const words = settingsWords.value
  const input = useRef<HTMLInputElement>(null)
  return (
    <form
      class="row create"
      onSubmit={event => {
        event.preventDefault()
        const id = input.current?.value.trim() ?? ''
        if (id !== '') go(hrefOf(`${at}/${encodeURIComponent(id)}`))
      }}
    >
      <label for="new-id">{words.newId}</label>
      <input id="new-id" ref={input} required pattern={idPattern} title={words.newIdHint} />
      <button type="submit">{words.create}</button>
    </form>
  )
}
