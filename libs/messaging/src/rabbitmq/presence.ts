/** What can be known of our own consumer of a queue. */
export interface Sighting {
  /** Undefined while we do not even believe to consume. */
  readonly tag: string | undefined
  /** Consumers the broker counts, whoever they are; undefined while it does not say. */
  readonly count: number | undefined
  /** Tags of those it lists; undefined where it is not asked, or does not say. */
  readonly listed: readonly string[] | undefined
}

/** A list that names fewer than are counted proves nothing: it lags some seconds behind, or its reader may not see all. */
export const isKnownByList = ({ count = 0, listed }: Sighting): boolean =>
  listed !== undefined && listed.length >= count

/**
 * Whether the broker hands us what is in the queue. Without a list that proves it all that is known is that we mean to
 * consume, and that somebody does.
 */
export const isConsuming = (sighting: Sighting): boolean => {
  const { tag, count = 0, listed = [] } = sighting
  return tag !== undefined && (isKnownByList(sighting) ? listed.includes(tag) : count > 0)
}

/** Whether our consumer is certainly gone. */
export const isLost = (sighting: Sighting): boolean => {
  const { tag, count, listed = [] } = sighting
  if (tag === undefined || count === undefined) return false
  return count === 0 || (isKnownByList(sighting) && !listed.includes(tag))
}
