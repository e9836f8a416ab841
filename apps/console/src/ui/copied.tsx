import { common } from '../words/common.js'
import { say } from './toasts.js'

/** Something to be taken to a terminal or a program. */
export const Copied = ({ text }: { text: string }) => (
  <div class="row nowrap copied">
    <pre>
      <code>{text}</code>
    </pre>
    <button
      type="button"
      class="quiet"
      onClick={() => void navigator.clipboard.writeText(text).then(() => say(common.value.copied))}
    >
      {common.value.copy}
    </button>
  </div>
)
