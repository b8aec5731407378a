import { PermanentFailure } from '@concord/domain'

/**
 * Whether a failure may lie in what was to be stored, rather than in the database being away: a class of SQLSTATE that
 * speaks of data, limits or deadlocks (postgresql.org/docs/15/errcodes-appendix.html), or a fault of ours.
 */
export const isDueToContent = (failure: unknown): boolean =>
  failure instanceof TypeError ||
  failure instanceof RangeError ||
  failure instanceof PermanentFailure ||
  /^(2|3|4|54|P0)[0-9A-Z]+$/.test(stateOf(failure))

const stateOf = (failure: unknown): string =>
  failure instanceof Error && 'code' in failure && typeof failure.code === 'string' ? failure.code : ''

/** Text that PostgreSQL cannot hold (NUL), or would change (half a surrogate pair). */
export const isStorable = (text: string): boolean => !/\0|\p{Surrogate}/u.test(text)
