import type { BreachReason, Metric, RetractReason } from '#domain'
import type { Instant } from '#kernel'
import type { InEach } from './language.js'
import { duration, localTime } from './numbers.js'

interface Names {
  readonly metrics: { readonly [metric in Metric]: string }
  readonly breached: { readonly [reason in BreachReason]: string }
  readonly retracted: { readonly [reason in RetractReason]: string }
}

export const slaNames: InEach<Names> = {
  en: {
    metrics: {
      first_reply: 'first reply',
      next_reply: 'next reply',
      periodic_update: 'next update',
      requester_wait: 'waiting time',
      agent_work: 'work',
      resolution: 'resolution'
    },
    breached: {
      time_passed: '',
      target_lowered: ', the target was lowered',
      recomputation: ', the calendar was corrected'
    },
    retracted: {
      reply_was_in_time: 'reply was in time',
      resolved_in_time: 'resolved in time',
      paused_in_time: 'paused in time',
      target_changed_in_time: 'target changed in time'
    }
  },
  ru: {
    metrics: {
      first_reply: 'первый ответ',
      next_reply: 'следующий ответ',
      periodic_update: 'следующее сообщение клиенту',
      requester_wait: 'время ожидания',
      agent_work: 'время работы',
      resolution: 'решение'
    },
    breached: {
      time_passed: '',
      target_lowered: ', срок сократили',
      recomputation: ', календарь исправили'
    },
    retracted: {
      reply_was_in_time: 'ответ был вовремя',
      resolved_in_time: 'решено вовремя',
      paused_in_time: 'приостановлено вовремя',
      target_changed_in_time: 'срок вовремя изменили'
    }
  }
}

interface SlaWords {
  /** `timeZone`: where the team lives. */
  readonly due: (metric: Metric, at: Instant, isOver: boolean, timeZone: string) => string
  readonly warned: (metric: Metric, at: Instant, beforeS: number, timeZone: string) => string
  readonly breached: (
    metric: Metric,
    at: Instant,
    targetS: number,
    reason: BreachReason,
    timeZone: string
  ) => string
  readonly retracted: (metric: Metric, reason: RetractReason) => string
}

const { en, ru } = slaNames

export const slaWords: InEach<SlaWords> = {
  en: {
    due: (metric, at, isOver, timeZone) =>
      `${isOver ? 'Overdue' : 'Due'}: ${en.metrics[metric]}, ${localTime('en', at, timeZone)} (${timeZone})`,
    warned: (metric, at, beforeS, timeZone) =>
      `⏰ ${en.metrics[metric]}: ${duration('en', beforeS)} left at ${localTime('en', at, timeZone)} (${timeZone})`,
    breached: (metric, at, targetS, reason, timeZone) => {
      const since = `${localTime('en', at, timeZone)} (${timeZone})`
      return `🔴 ${en.metrics[metric]}: overdue since ${since}, target ${duration('en', targetS)}${en.breached[reason]}`
    },
    retracted: (metric, reason) =>
      `↩️ ${en.metrics[metric]}: it was in time after all (${en.retracted[reason]})`
  },
  ru: {
    due: (metric, at, isOver, timeZone) =>
      `${isOver ? 'Просрочено' : 'Срок'}: ${ru.metrics[metric]}, ${localTime('ru', at, timeZone)} (${timeZone})`,
    warned: (metric, at, beforeS, timeZone) =>
      `⏰ ${ru.metrics[metric]}: на ${localTime('ru', at, timeZone)} (${timeZone}) осталось ${duration('ru', beforeS)}`,
    breached: (metric, at, targetS, reason, timeZone) => {
      const since = `${localTime('ru', at, timeZone)} (${timeZone})`
      return `🔴 ${ru.metrics[metric]}: просрочено с ${since}, срок — ${duration('ru', targetS)}${ru.breached[reason]}`
    },
    retracted: (metric, reason) =>
      `↩️ ${ru.metrics[metric]}: на самом деле всё было вовремя (${ru.retracted[reason]})`
  }
}
