/** Tags are compared, and kept, in this form. Those recorded before there was one are folded when they are compared. */
export const foldTag = (text: string): string => text.normalize('NFKC').toLowerCase().normalize('NFKC')

/** Of a folded text: 1 to 50 characters without commas and what can't be seen, no space at its ends. */
export const isTag = (folded: string): boolean => /^(?!\s)(?:[^,\p{C}]|\u200d){1,50}(?<!\s)$/u.test(folded)
