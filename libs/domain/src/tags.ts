/** Tags are compared, and kept, in this form. Those recorded before there was one are folded when they are compared. */
export const foldTag = (text: string): string => text.normalize('NFKC').toLowerCase().normalize('NFKC')

/** Of a folded text: 1 to 50 characters without white space, commas and what can't be seen. */
export const isTag = (folded: string): boolean => /^[^\s,\p{C}]{1,50}$/u.test(folded)
