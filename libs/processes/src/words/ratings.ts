import type { InEach } from './language.js'

interface RatingWords {
  readonly rated: (score: number) => string
  readonly commented: string
  readonly onCard: (score: number) => string
}

/** To the team. */
export const ratingWords: InEach<RatingWords> = {
  en: {
    rated: score => `The customer rated this with ${score} of 5.`,
    commented: '⭐ The customer on the rating:\n',
    onCard: score => `Rating: ${score} of 5`
  },
  ru: {
    rated: score => `Оценка клиента: ${score} из 5.`,
    commented: '⭐ Клиент об оценке:\n',
    onCard: score => `Оценка: ${score} из 5`
  }
}

/** Of the buttons, from 1. */
export const scoreFaces = ['😡', '🙁', '😐', '🙂', '😀'] as const
