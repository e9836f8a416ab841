import { language } from '../../words/language.js'

/** Of 0 to 1. */
export const percent = (share: number): string =>
  new Intl.NumberFormat(language.value, { style: 'percent', maximumFractionDigits: 1 }).format(share)
