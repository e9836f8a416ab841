/** What was put into the field from a template. */
export interface Inserted {
  readonly id: string
  readonly text: string
}

/** The body of a reply: a template goes as itself, with its formatting and media, until somebody changes its words. */
export const replyOf = (
  written: string,
  inserted: Inserted | undefined
): { readonly template_id: string } | { readonly text: string } =>
  inserted?.text === written ? { template_id: inserted.id } : { text: written.trim() }
