import type { Environment } from './surroundings.js'

interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
}

/** As wide as `COLUMNS` says, else as the terminal is; without a terminal nothing is wrapped. */
export const columnsOf = ({ COLUMNS }: Environment, { isTTY, columns }: Output): number => {
  const told = Number(COLUMNS)
  if (Number.isInteger(told) && told > 0) return told
  return isTTY === true ? (columns ?? usualColumns) : Number.POSITIVE_INFINITY
}

const usualColumns = 120

/** Of help, which is prose, where nothing else is wrapped. */
export const helpColumnsOf = (columns: number): number => (Number.isFinite(columns) ? columns : usualColumns)

/** Whoever reads may stop early, as `head` does: what is written then is written for nobody, and that is no fault. */
export const toleratesClosing = (stream: Pick<NodeJS.WriteStream, 'on'>): void => {
  stream.on('error', (failure: NodeJS.ErrnoException) => {
    if (failure.code !== 'EPIPE') throw failure
  })
}
