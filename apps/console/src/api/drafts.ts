const prefix = 'topicdesk.draft.'

/** Where what is half written is kept: it survives a reload, and ends with the session. */
export const draftOf = (ticketId: string, mode: string): string => `${prefix}${mode}.${ticketId}`

export function forgetDrafts(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key)
}
