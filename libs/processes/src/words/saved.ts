import type { InEach } from './language.js'

interface SaveWords {
  readonly publish: string
  readonly published: (shortcode: string) => string
  /** `problem`: what is wrong with the text, in English. */
  readonly invalid: (problem: string) => string
}

/** Of messages that become templates. */
export const saveWords: InEach<SaveWords> = {
  en: {
    publish: 'Publish',
    published: shortcode => `Published: /t ${shortcode} sends it.`,
    invalid: problem => `This can not be a template: it ${problem}.`
  },
  ru: {
    publish: 'Опубликовать',
    published: shortcode => `Опубликовано: отправить можно командой /t ${shortcode}.`,
    invalid: problem => `Это не может быть шаблоном: it ${problem}.`
  }
}
