const hourMs = 3_600_000

export const isOverdue = (since: string, hours: number, now: Date): boolean =>
  now.getTime() - Date.parse(since) >= hours * hourMs

export const overdueBefore = (hours: number, now: Date): string =>
  new Date(now.getTime() - hours * hourMs).toISOString()

/** What is shown beside a wait that took too long. */
export const overdueDetail = (hours: number, isOrderKnown: boolean): string =>
  isOrderKnown ? `${hours} hours` : `${hours} hours, and its order has not come either`
