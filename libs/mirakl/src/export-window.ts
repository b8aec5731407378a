/** Both bounds belong to it. */
export interface Period {
  readonly from: Date
  readonly to: Date
}

/** What an export covers: at least one period (schema OR13). */
export interface ExportWindow {
  readonly created?: Period | undefined
  /** Mirakl reads from a little earlier. */
  readonly updated?: Period | undefined
  /** Orders with a refund created within it, at most a month. */
  readonly refunded?: Period | undefined
}

interface Limit {
  readonly months: number
  readonly words: string
}

const year: Limit = { months: 12, words: 'a year' }
const month: Limit = { months: 1, words: 'a month' }

/**
 * A year for orders (Mirakl answers 400 beyond, github mirakl/sdk-php-shop issue 63), a month for refunds (schema
 * OR13, `end_refund_creation_date`).
 *
 * @throws RangeError that names the limit
 */
export const checkWindow = ({ created, updated, refunded }: ExportWindow): void => {
  if ([created, updated, refunded].every((period) => period === undefined)) {
    throw new RangeError('OR13 needs a period: created, updated or refunded')
  }
  checkPeriod('created', created, year)
  checkPeriod('updated', updated, year)
  checkPeriod('refunded', refunded, month)
}

const checkPeriod = (name: string, period: Period | undefined, { months, words }: Limit): void => {
  if (period === undefined) return
  if (!(period.from <= period.to)) throw new RangeError(`OR13 needs a period ${name} that begins before it ends`)
  if (period.to > monthsAfter(period.from, months)) {
    throw new RangeError(`OR13 takes at most ${words} for the period ${name}`)
  }
}

/** The same day of the month, or its last one. */
const monthsAfter = (from: Date, months: number): Date => {
  const at = new Date(from)
  at.setUTCMonth(from.getUTCMonth() + months)
  if (at.getUTCDate() !== from.getUTCDate()) at.setUTCDate(0)
  return at
}
