import type { InEach } from './language.js'

interface EscalationWords {
  /** Of the card. `by`: null: nobody has taken note. */
  readonly onCard: (level: number, by: string | null) => string
  /** After whom it is for. `by`: who did it; `reason`: null: none was given. */
  readonly escalated: (team: string, level: number, by: string, reason: string | null) => string
  readonly byRule: (rule: string) => string
  readonly byProgram: string
  readonly acknowledge: string
}

export const escalationWords: InEach<EscalationWords> = {
  en: {
    onCard: (level, by) =>
      `Escalated: level ${level}, ${by === null ? 'nobody has taken note' : `noted by ${by}`}`,
    escalated: (team, level, by, reason) =>
      `⬆️ Handed up to ${team} (level ${level}) by ${by}${reason === null ? '.' : `: ${reason}`}`,
    byRule: rule => `the rule “${rule}”`,
    byProgram: 'a program',
    acknowledge: 'I take note'
  },
  ru: {
    onCard: (level, by) =>
      `Передано выше: уровень ${level}, ${by === null ? 'пока никто не принял' : `принято: ${by}`}`,
    escalated: (team, level, by, reason) =>
      `⬆️ Передано команде «${team}» (уровень ${level}). Кто: ${by}${reason === null ? '.' : `. Причина: ${reason}`}`,
    byRule: rule => `правило «${rule}»`,
    byProgram: 'программа',
    acknowledge: 'Принято'
  }
}
