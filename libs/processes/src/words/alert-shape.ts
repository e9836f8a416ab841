import type { AlertDetails, AlertKindName } from '#domain'

/** What the matter is, in figures, and what to do. Plain text. */
export interface AlertWords {
  /** What the matter is, of what. */
  readonly title: (subject: string) => string
  /** The figures, and what others say of it word for word. */
  readonly detail: (details: AlertDetails) => string
  readonly remedy: string
}

export type Alerts = { readonly [kind in AlertKindName]: AlertWords }
