import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'

/** What is made, and asked for, once somebody wants to see it. */
export function Unfolded({ summary, children }: { summary: string; children: () => ComponentChildren }) {
  const isOpen = useSignal(false)
  return (
    <details
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open
      }}
    >
      <summary>{summary}</summary>
      {isOpen.value && children()}
    </details>
  )
}
