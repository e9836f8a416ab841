/**
 * Whether somebody sees anything of a text. Nothing is seen of blanks, of signs that only steer how others are shown, and of
 * accents without a letter.
 */
export const showsSomething = (text: string): boolean => seen.test(text)

const seen = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\u2800\ufffc]/u
