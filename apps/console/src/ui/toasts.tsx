import { signal } from '@preact/signals'

interface Toast {
  readonly id: number
  readonly text: string
  readonly isBad: boolean
}
const toasts = signal<readonly Toast[]>([])
let last = 0
const shownMs = 6000

export function say(text: string, isBad = false): void {
  const toast = { id: ++last, text, isBad }
  toasts.value = [...toasts.value.slice(-2), toast]
  setTimeout(() => {
    toasts.value = toasts.value.filter(one => one !== toast)
  }, shownMs)
}

export const Toasts = () => (
  <div class="toasts" role="status" aria-live="polite">
    {toasts.value.map(({ id, text, isBad }) => (
      <p key={id} class={isBad ? 'toast bad' : 'toast'}>
        {text}
      </p>
    ))}
  </div>
)
