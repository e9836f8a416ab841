/** Of the browser. */
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
