export const levels = ['ok', 'note', 'warning', 'fault'] as const
/** `note`: what nobody could look at, or what is worth knowing; `warning`: works, and not as one would want it. */
export type Level = (typeof levels)[number]

/** One thing that was looked at, and what to do where it is not as it should be. Never holds a secret or an address. */
export interface Finding {
  readonly level: Level
  /** Like `marketplace north`, or the name of a field or a variable. */
  readonly subject: string
  readonly what: string
  readonly remedy?: string | undefined
}

export const ok = (subject: string, what: string): Finding => ({ level: 'ok', subject, what })
export const note = (subject: string, what: string, remedy?: string): Finding => ({
  ...{ level: 'note', subject, what, remedy },
})
export const warning = (subject: string, what: string, remedy: string): Finding => ({
  ...{ level: 'warning', subject, what, remedy },
})
export const fault = (subject: string, what: string, remedy: string): Finding => ({
  ...{ level: 'fault', subject, what, remedy },
})

export const countOf = (findings: readonly Finding[], level: Level): number =>
  findings.filter((finding) => finding.level === level).length
