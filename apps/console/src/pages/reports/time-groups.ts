const overTime: readonly string[] = ['day', 'week', 'month']

export const isOverTime = (groupBy: string): boolean => overTime.includes(groupBy)

/** Where a group of time is drawn: at noon of its first day, which has one date in every zone. Seconds since 1970. */
export const midOf = (key: string | null): number =>
  Date.parse(`${(key ?? '').padEnd(10, '-01').slice(0, 10)}T12:00:00Z`) / 1000
