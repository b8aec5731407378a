import { PermanentFailure, TransientFailure } from '@concord/domain'

/** What went wrong with a delivery, in terms that may be logged. */
export interface Fault {
  /** The failure's own code, `bug` for what nobody foresaw. */
  readonly code: string
  readonly isPermanent: boolean
  readonly isBug: boolean
  /** A failure's text, which holds no data by agreement; for a bug its name and stack frames, as its text may hold anything. */
  readonly text: string
}

export const faultOf = (thrown: unknown): Fault => {
  if (thrown instanceof PermanentFailure || thrown instanceof TransientFailure) {
    const isPermanent = thrown instanceof PermanentFailure
    return { code: thrown.code, isPermanent, isBug: false, text: thrown.message }
  }
  return { code: 'bug', isPermanent: false, isBug: true, text: traceOf(thrown) }
}

const traceOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return `thrown ${typeof thrown}`
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
  return [thrown.name, ...frames.slice(0, 6).map((frame) => frame.trim())].join(' | ')
}
