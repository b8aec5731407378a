import { PermanentFailure, TransientFailure } from '@concord/domain'
import { awayAs } from './away.js'
import { ServerAway } from './errors.js'

/** What went wrong with a delivery, in terms that may be logged. */
export interface Fault {
  /** The failure's own code, `bug` for what nobody foresaw. */
  readonly code: string
  readonly kind: 'transient' | 'permanent' | 'bug'
  /** A failure's text, which holds no data by agreement; for a bug its name and stack frames, as its text may hold anything. */
  readonly text: string
}

export const faultOf = (thrown: unknown): Fault => {
  if (thrown instanceof PermanentFailure) return { code: thrown.code, kind: 'permanent', text: thrown.message }
  if (thrown instanceof TransientFailure) return { code: thrown.code, kind: 'transient', text: thrown.message }
  const away = awayAs(thrown)
  if (away !== undefined) return faultOf(new ServerAway(`a server that is needed gives no answer: ${away}`, thrown))
  return { code: 'bug', kind: 'bug', text: traceOf(thrown) }
}

const traceOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return `thrown ${typeof thrown}`
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
  return [thrown.name, ...frames.slice(0, 6).map((frame) => frame.trim())].join(' | ')
}
