import type { ComponentChildren } from 'preact'

/** What is wider than the page scrolls by itself, by keyboard too. */
export const Scroll = ({ label, children }: { label: string; children: ComponentChildren }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
  <section class="scroll" tabIndex={0} aria-label={label}>
    {children}
  </section>
)
